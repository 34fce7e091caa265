/** A QR code as one SVG path; always dark on white with a quiet zone, because scanners want it so. */
import { useMemo } from 'react';
import { encode } from 'uqr';

export function QrCode({
  text,
  label,
  size = 200,
}: {
  readonly text: string;
  readonly label: string;
  readonly size?: number;
}) {
  const { path, modules } = useMemo(() => {
    const { data, size: width } = encode(text, { ecc: 'M', border: 0 });
    let drawn = '';
    for (const [y, row] of data.entries())
      for (const [x, dark] of row.entries()) if (dark) drawn += `M${x} ${y}h1v1h-1z`;
    return { path: drawn, modules: width };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`-2 -2 ${modules + 4} ${modules + 4}`}
      shapeRendering="crispEdges"
    >
      <rect x={-2} y={-2} width={modules + 4} height={modules + 4} fill="#fff" />
      <path d={path} fill="#101412" />
    </svg>
  );
}
