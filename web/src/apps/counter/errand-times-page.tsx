/** Times in which couriers run errands: what is open, how full it is, opening more. Logistics only. */
import { useState } from 'react';
import { formatTime, formatWeekday, shanghaiDay } from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import { useCommand } from '../../graphql/commands.ts';
import { useGrowingList } from '../../graphql/queries.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import {
  ChangeErrandCapacity,
  type ErrandWindow,
  ErrandWindows,
  OpenErrandWindow,
} from './errand-operations.ts';
import { useErrandTexts } from './errand-texts.ts';
import css from './records.module.css';
import { Listed, OfCompany, Records } from './records.tsx';
import today from './today.module.css';

const DAY_MS = 86_400_000;

export const ErrandTimesPage = () => (
  <OfCompany company="logistics">
    <ErrandTimes />
  </OfCompany>
);

function ErrandTimes() {
  const e = useErrandTexts();
  useLiveRefresh(['logistics.']);
  const [from] = useState(() => `${new Date().toISOString().slice(0, 16)}:00.000Z`);
  const list = useGrowingList(ErrandWindows, { from }, ({ errandWindows }) => errandWindows);
  const [isOpening, setIsOpening] = useState(false);
  return (
    <Records
      title={e('windows')}
      actions={
        <>
          <ButtonLink to="/counter/errands">{e('errands')}</ButtonLink>
          <Button kind="primary" disabled={!list.isSuccess} onClick={() => setIsOpening(true)}>
            {e('open')}
          </Button>
        </>
      }
    >
      <Listed
        list={list}
        rows={6}
        height={60}
        empty={<EmptyState icon="clock" title={e('noWindows')} hint={e('noWindowsHint')} />}
      >
        <div className={today.card}>
          <WindowTable windows={list.nodes} />
        </div>
      </Listed>
      <Sheet title={e('open')} open={isOpening} onClose={() => setIsOpening(false)}>
        <OpenForm last={list.nodes.at(-1)} onDone={() => setIsOpening(false)} />
      </Sheet>
    </Records>
  );
}

function useSpan() {
  const e = useErrandTexts();
  return ({ startsAt, endsAt }: ErrandWindow): string =>
    e('span', {
      day: formatWeekday(startsAt),
      from: formatTime(startsAt),
      to: formatTime(endsAt),
    });
}

function WindowTable({ windows }: { readonly windows: readonly ErrandWindow[] }) {
  const e = useErrandTexts();
  const spanOf = useSpan();
  const [changing, setChanging] = useState<ErrandWindow>();
  return (
    <>
      <table className={today.table}>
        <thead>
          <tr>
            <th scope="col">{e('time')}</th>
            <th scope="col">{e('depot')}</th>
            <th scope="col" className={today.amount}>
              {e('fee')}
            </th>
            <th scope="col" className={today.amount}>
              {e('booked')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{e('change')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {windows.map((window) => (
            <tr key={window.id}>
              <td>{spanOf(window)}</td>
              <td>{window.depotCode}</td>
              <td className={today.amount}>{formatMoney(window.fee)}</td>
              <td className={today.amount}>
                {e('bookedOf', {
                  booked: window.capacity - window.free,
                  capacity: window.capacity,
                })}
              </td>
              <td className={today.amount}>
                <Button
                  aria-label={e('changeOf', { span: `${spanOf(window)} ${window.depotCode}` })}
                  onClick={() => setChanging(window)}
                >
                  {e('change')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Sheet
        title={changing === undefined ? '' : e('changeOf', { span: spanOf(changing) })}
        open={changing !== undefined}
        onClose={() => setChanging(undefined)}
      >
        {changing === undefined ? null : (
          <CapacityForm window={changing} onDone={() => setChanging(undefined)} />
        )}
      </Sheet>
    </>
  );
}

function CapacityForm({
  window,
  onDone,
}: {
  readonly window: ErrandWindow;
  readonly onDone: () => void;
}) {
  const e = useErrandTexts();
  const [capacity, setCapacity] = useState(String(window.capacity));
  const { run, isRunning, refusal, failure } = useCommand(ChangeErrandCapacity);
  const save = async () => {
    const outcome = await run({ windowId: window.id, capacity: Number(capacity) }).catch(
      () => undefined,
    );
    if (outcome?.ok !== true) return;
    toast(e('changed'));
    onDone();
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={e('capacity')}
        type="number"
        inputMode="numeric"
        min={1}
        max={1000}
        required
        value={capacity}
        onChange={(event) => setCapacity(event.target.value)}
      />
      <div className={css.whole}>
        <Problem refusal={refusal} failure={failure} />
      </div>
      <div className={css.whole}>
        <Button kind="primary" type="submit" block busy={isRunning} disabled={capacity === ''}>
          {e('save')}
        </Button>
      </div>
    </form>
  );
}

/** Begins with the day after the last one that is open, at its depot, fee and number of places. */
function OpenForm({
  last,
  onDone,
}: {
  readonly last: ErrandWindow | undefined;
  readonly onDone: () => void;
}) {
  const e = useErrandTexts();
  const [values, setValues] = useState(() => ({
    depotCode: last?.depotCode ?? '',
    day: shanghaiDay(
      new Date((last === undefined ? Date.now() : Date.parse(last.startsAt)) + DAY_MS),
    ),
    from: '10:00',
    to: '12:00',
    fee: last?.fee ?? '12.00',
    capacity: String(last?.capacity ?? 8),
  }));
  const { run, isRunning, refusal, failure } = useCommand(OpenErrandWindow);
  const { depotCode, day, from, to, fee, capacity } = values;
  const open = async () => {
    const outcome = await run({
      depotCode: depotCode.trim(),
      startsAt: new Date(`${day}T${from}:00+08:00`).toISOString(),
      endsAt: new Date(`${day}T${to}:00+08:00`).toISOString(),
      fee,
      capacity: Number(capacity),
    }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    toast(e('opened'));
    onDone();
  };
  const field = (name: keyof typeof values) => ({
    label: e(name === 'depotCode' ? 'depot' : name === 'fee' ? 'feeYuan' : name),
    required: true,
    value: values[name],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      setValues({ ...values, [name]: event.target.value }),
  });
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      <TextField {...field('depotCode')} maxLength={32} autoCapitalize="characters" />
      <TextField {...field('day')} type="date" min={shanghaiDay(new Date())} />
      <TextField {...field('from')} type="time" />
      <TextField {...field('to')} type="time" />
      <TextField {...field('fee')} inputMode="decimal" pattern="\d{1,6}(\.\d{1,2})?" />
      <TextField {...field('capacity')} type="number" inputMode="numeric" min={1} max={1000} />
      <div className={css.whole}>
        <Problem refusal={refusal} failure={failure} />
      </div>
      <div className={css.whole}>
        <Button kind="primary" type="submit" block busy={isRunning}>
          {e('open')}
        </Button>
      </div>
    </form>
  );
}
