export const HELP = `Draws stored traces as bars in time.

  waterfall FILE                      OTLP JSON, or lines of it, from a file
  waterfall [-]                       the same from standard input
  waterfall --jaeger URL TRACE_ID     from Jaeger, such as http://127.0.0.1:16686

  --width COLUMNS          no line is longer (default: the terminal's width, or 100)
  --rows NUMBER            spans to draw before the rest is folded (default: 100)
  --color, --no-color      whether to colour (default: on a terminal)
  --ascii, --no-ascii      whether to draw in ASCII (default: where the locale is not UTF-8)
  -h, --help               this text

It exits with 0 when it has drawn something, with 1 when it could not read all of it,
and with 2 when it was called in a wrong way.
`;
