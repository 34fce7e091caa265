/** What can be done about a booking where it stands: the car comes, or does not; the work is billed and closed. */
import { useState } from 'react';
import { formatDecimal, formatMoney } from '../../format/numbers.ts';
import { useCommand } from '../../graphql/commands.ts';
import { inLocale } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { CheckRow } from '../../ui/check-row.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { toast } from '../../ui/toast.tsx';
import {
  AddWork,
  type Booking,
  CallBookingOff,
  CallWorkOff,
  CheckIn,
  CloseWork,
  RecordNoShow,
} from './booking-operations.ts';
import { useBookingTexts } from './booking-texts.ts';
import { useCatalogue } from './catalogue.ts';
import css from './records.module.css';
import { StepButton } from './records.tsx';

const plateOf = ({ vehicle, bookingNo }: Booking): string => vehicle?.licencePlate ?? bookingNo;

export function BookingSteps({ booking }: { readonly booking: Booking }) {
  switch (booking.state) {
    case 'BOOKED':
      return <BeforeTheCar booking={booking} />;
    case 'CHECKED_IN':
      return <WhileTheCarIsHere booking={booking} />;
    default:
      return null;
  }
}

function BeforeTheCar({ booking }: { readonly booking: Booking }) {
  const b = useBookingTexts();
  const { id: bookingId, bookingNo: no, startsAt, vehicle } = booking;
  const [odometer, setOdometer] = useState('');
  const words = { no, car: plateOf(booking) };
  const isDue = Date.parse(startsAt) <= Date.now();
  return (
    <>
      <StepButton
        order={CheckIn}
        wish={{ bookingId, odometerKm: Number(odometer) }}
        label={b('checkIn')}
        of={no}
        sure={b('checkInSure', words)}
        hint={b('checkInHint')}
        said={b('checkedIn', words)}
        isForward
        isReady={/^\d{1,7}$/.test(odometer)}
      >
        <TextField
          label={b('odometer')}
          hint={b('odometerHint', { km: formatDecimal(String(vehicle?.odometerKm ?? 0)) })}
          inputMode="numeric"
          autoComplete="off"
          value={odometer}
          onChange={(event) => setOdometer(event.target.value.trim())}
        />
      </StepButton>
      {isDue ? (
        <StepButton
          order={RecordNoShow}
          wish={{ bookingId }}
          label={b('noShow')}
          of={no}
          sure={b('noShowSure', words)}
          hint={b('noShowHint')}
          said={b('noShowSaid', words)}
        />
      ) : null}
      <StepButton
        order={CallBookingOff}
        wish={{ bookingId }}
        label={b('cancel')}
        of={no}
        sure={b('cancelSure', words)}
        hint={b('cancelHint')}
        said={b('cancelled', words)}
      />
    </>
  );
}

function WhileTheCarIsHere({ booking }: { readonly booking: Booking }) {
  const b = useBookingTexts();
  const [isBilling, setIsBilling] = useState(false);
  const { bookingNo: no, workOrder } = booking;
  if (workOrder === null) return null;
  const words = { no, car: plateOf(booking) };
  return (
    <>
      <Button kind="primary" aria-label={`${b('toBill')} ${no}`} onClick={() => setIsBilling(true)}>
        {b('toBill')}
      </Button>
      <StepButton
        order={CallWorkOff}
        wish={{ workOrderId: workOrder.id }}
        label={b('leave')}
        of={no}
        sure={b('leaveSure', words)}
        hint={b('leaveHint')}
        said={b('left', words)}
      />
      <Sheet
        title={b('workOf', { no: workOrder.workOrderNo })}
        open={isBilling}
        onClose={() => setIsBilling(false)}
      >
        <Bill booking={booking} workOrder={workOrder} onDone={() => setIsBilling(false)} />
      </Sheet>
    </>
  );
}

interface BillParts {
  readonly booking: Booking;
  readonly workOrder: NonNullable<Booking['workOrder']>;
}

/** What was done, line by line, and whether the coupon of the booking pays for it. */
function Bill({ booking, workOrder, onDone }: BillParts & { readonly onDone: () => void }) {
  const b = useBookingTexts();
  const { coupon, bookingNo: no } = booking;
  const [withPlanned, setWithPlanned] = useState(true);
  const { run, isRunning, refusal, failure } = useCommand(CloseWork);
  const close = async () => {
    const outcome = await run({
      workOrderId: workOrder.id,
      // Left out: the one that the booking plans. An empty list: none.
      ...(coupon !== null && !withPlanned ? { coupons: [] } : {}),
    }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    toast(b('closed', { no }));
    onDone();
  };
  const { lines, gross } = workOrder;
  return (
    <>
      {lines.length === 0 ? <p className={css.quiet}>{b('nothingYet')}</p> : null}
      {lines.length === 0 ? null : (
        <ul className={css.lines}>
          {lines.map((line) => (
            <li key={line.lineNo}>
              <span>
                {line.description} × {formatDecimal(String(Number(line.quantity)))}
              </span>
              <span>{formatMoney(line.gross)}</span>
            </li>
          ))}
          <li>
            <strong>{b('total')}</strong>
            <strong>{formatMoney(gross)}</strong>
          </li>
        </ul>
      )}
      <AddLine workOrderId={workOrder.id} />
      {coupon === null ? null : (
        <CheckRow
          checked={withPlanned}
          onChange={setWithPlanned}
          title={b('withPlanned', { coupon: inLocale(coupon.terms.name) })}
          hint={coupon.notYet?.message}
        />
      )}
      <Problem refusal={refusal} failure={failure} />
      <Button
        kind="primary"
        size="large"
        block
        busy={isRunning}
        disabled={lines.length === 0}
        onClick={() => void close()}
      >
        {b('close')}
      </Button>
    </>
  );
}

function AddLine({ workOrderId }: { readonly workOrderId: string }) {
  const b = useBookingTexts();
  const items = useCatalogue('auto', 'SERVICE_DONE');
  const [values, setValues] = useState({ itemCode: '', quantity: '1' });
  const { run, isRunning, refusal, failure } = useCommand(AddWork);
  const itemCode = values.itemCode || (items[0]?.code ?? '');
  const add = async () => {
    const lines = [{ itemCode, quantity: values.quantity }];
    const outcome = await run({ workOrderId, lines }).catch(() => undefined);
    if (outcome?.ok === true) setValues({ itemCode, quantity: '1' });
  };
  return (
    <form
      className={css.addLine}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className={css.whole}>
        <SelectField
          label={b('item')}
          value={itemCode}
          options={items.map(({ code, name, price }) => ({
            value: code,
            label: price === null ? name : `${name} ${formatMoney(price)}`,
          }))}
          onChange={(event) => setValues({ ...values, itemCode: event.target.value })}
        />
      </div>
      <TextField
        label={b('quantity')}
        inputMode="decimal"
        required
        pattern="\d{1,5}(\.\d{1,2})?"
        value={values.quantity}
        onChange={(event) => setValues({ ...values, quantity: event.target.value })}
      />
      <Button type="submit" busy={isRunning} disabled={itemCode === ''}>
        {b('add')}
      </Button>
      <div className={css.whole}>
        <Problem refusal={refusal} failure={failure} />
      </div>
    </form>
  );
}
