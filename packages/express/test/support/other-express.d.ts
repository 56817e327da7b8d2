// Other versions, which have no types of their own under these names.
declare module 'express-4' {
  import express from 'express';
  export default express;
}
declare module 'express-5-1' {
  import express from 'express';
  export default express;
}
