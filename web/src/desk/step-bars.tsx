/** Steps of a way, how many have come so far: bars that stay honest when a step is at nothing. */
import { Chart } from './chart.tsx';

export interface Step {
  readonly name: string;
  readonly value: number;
}

export function StepBars({
  label,
  steps,
}: {
  readonly label: string;
  readonly steps: readonly Step[];
}) {
  return (
    <Chart
      label={steps.map(({ name, value }) => `${name} ${value}`).join('，')}
      height={64 + steps.length * 44}
      option={(colours) => ({
        grid: { left: 4, right: 56, top: 8, bottom: 4, containLabel: true },
        xAxis: { type: 'value', show: false },
        yAxis: {
          type: 'category',
          inverse: true,
          data: steps.map(({ name }) => name),
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { color: colours.text, fontSize: 13 },
        },
        series: [
          {
            type: 'bar',
            data: steps.map(({ value }) => value),
            barWidth: 22,
            itemStyle: { color: colours.series[0], borderRadius: 4 },
            label: { show: true, position: 'right', color: colours.text },
          },
        ],
      })}
      table={[[label, '#'], ...steps.map(({ name, value }) => [name, value])]}
    />
  );
}
