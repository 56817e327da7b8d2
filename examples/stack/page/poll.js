/** Gives `use` what is at `url`, now and at every interval after; `lost` is told when nothing is. */
export function poll(url, interval, use, lost = () => {}) {
  const look = async () => {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      use(await response.json());
    } catch (error) {
      lost(error);
    }
    setTimeout(look, interval);
  };
  void look();
}
