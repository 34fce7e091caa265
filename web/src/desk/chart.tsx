/** A chart that follows light and dark, its room and its reader: it is described in words, and its figures are a table. */
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { useIsDark } from '../ui/theme.ts';
import css from './desk.module.css';
import { useDeskTexts } from './desk-texts.ts';

export interface ChartColours {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
  readonly good: string;
  readonly bad: string;
  readonly warning: string;
}

const LIGHT: ChartColours = {
  text: '#161a18',
  quiet: '#55605b',
  line: '#e2e6e3',
  surface: '#ffffff',
  series: ['#0b6b58', '#2f7fc1', '#c98a1b', '#8d5fb0', '#c2523f', '#4f8f3a'],
  good: '#0b6b58',
  bad: '#b42318',
  warning: '#c98a1b',
};

const DARK: ChartColours = {
  text: '#eef2f0',
  quiet: '#a9b4af',
  line: '#2b312e',
  surface: '#191d1b',
  series: ['#5cc9ae', '#7db8ec', '#f2b964', '#c3a0e0', '#f08f7d', '#9ccc85'],
  good: '#5cc9ae',
  bad: '#ff8f85',
  warning: '#f2b964',
};

export interface ChartProps {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly height: number;
  readonly option: (colours: ChartColours) => EChartsCoreOption;
  /** The same figures, first row the headings. */
  readonly table?: readonly (readonly (string | number)[])[];
  readonly onClick?: (name: string, data: unknown) => void;
}

export function Chart({ label, height, option, table, onClick }: ChartProps) {
  const t = useDeskTexts();
  const place = useRef<HTMLDivElement>(null);
  const click = useRef(onClick);
  click.current = onClick;
  const isDark = useIsDark();
  const text = JSON.stringify(option(isDark ? DARK : LIGHT));
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let dispose: (() => void) | undefined;
    let isGone = false;
    const drawn = import('./echarts.ts').then(({ echarts }) => {
      if (isGone) return;
      const chart = echarts.init(element, null, { renderer: 'svg' });
      chart.setOption({ animation: false, ...option(isDark ? DARK : LIGHT) });
      chart.on('click', ({ name, data }) => click.current?.(name, data));
      const observer = new ResizeObserver(() => chart.resize());
      observer.observe(element);
      element.ariaBusy = 'false';
      dispose = () => {
        observer.disconnect();
        chart.dispose();
      };
    });
    // Without its file there is no picture; the table below still says everything.
    drawn.catch(() => {
      element.ariaBusy = 'false';
    });
    return () => {
      isGone = true;
      dispose?.();
    };
  }, [text]);
  const [head, ...rows] = table ?? [];
  return (
    <figure>
      <div
        ref={place}
        className={css.chart}
        style={{ height }}
        role="img"
        aria-label={label}
        aria-busy="true"
      />
      {head === undefined ? null : (
        <details className={`${css.chartData} no-print`}>
          <summary>{t('asTable')}</summary>
          <table>
            <thead>
              <tr>
                {head.map((cell, index) => (
                  <th key={index} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.join()}>
                  {row.map((cell, index) => (
                    <td key={index}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </figure>
  );
}
