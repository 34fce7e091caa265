/** What can be ordered of the showroom. Inputs are parsed here; every rule is behind the door. */
import { commandField, dateTimeInput, idInput, namedInput } from '@guildhall/shared/graphql/index';
import { readBack } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { AutoDoor } from '../service.ts';
import {
  type AutoBuilder,
  PowertrainEnum,
  SaleLineKindEnum,
  VehicleSalesChannelEnum,
} from './builder.ts';
import {
  code,
  customerInput,
  documentNo,
  kilometres,
  money,
  OWN_PEOPLE,
  plateInput,
  text,
  vinInput,
} from './inputs.ts';
import type { Parts } from './queries.ts';

export function addSalesMutations(builder: AutoBuilder, door: AutoDoor, parts: Parts): void {
  addRange(builder, door, parts);
  addStock(builder, door, parts);
  addChanges(builder, door, parts);
  addSales(builder, door, parts);
  addDeliveries(builder, door, parts);
}

function addRange(builder: AutoBuilder, door: AutoDoor, { Dealership, VehicleModel }: Parts): void {
  commandField(builder, 'registerDealership', {
    description: 'Opens a 4S shop.',
    access: OWN_PEOPLE,
    input: z.object({
      code: code().describe('Its code: 2 to 32 capitals, digits and hyphens; never changes.'),
      name: text(80).describe('Name over the door.'),
      city: text(40).describe('City.'),
      address: text(200).describe('Street and number.'),
      phone: text(30).describe('Service desk.'),
      coolingOffDays: z
        .int()
        .min(0)
        .max(60)
        .default(7)
        .describe('Days after a sale on which the buyer may step back, 0 to 60.'),
    }),
    success: Dealership,
    execute: async (caller, input, { auto }) =>
      readBack(await door.registerDealership(caller, input), ({ dealershipId }) =>
        auto.dealership.load(toUuid('dea', dealershipId)),
      ),
  });
  commandField(builder, 'registerVehicleModel', {
    description: 'Adds a model to the range.',
    access: OWN_PEOPLE,
    input: z.object({
      code: code().describe('Its code: 2 to 32 capitals, digits and hyphens; offers name it.'),
      brand: text(40).describe('Brand.'),
      series: text(40).describe('Series.'),
      name: text(80).describe('Full name of the trim.'),
      modelYear: z.int().min(1980).max(2100).describe('Model year.'),
      powertrain: PowertrainEnum.describe('What drives it.'),
      guidePrice: money('0.01').describe('Recommended price, yuan.'),
      serviceIntervalKm: z.int().min(1).max(100_000).describe('Kilometres between services.'),
      serviceIntervalMonths: z.int().min(1).max(60).describe('Months between services.'),
    }),
    success: VehicleModel,
    execute: async (caller, { guidePrice: guidePriceMinor, ...input }, { auto }) =>
      readBack(
        await door.registerVehicleModel(caller, { ...input, guidePriceMinor }),
        ({ modelId }) => auto.model.load(toUuid('vmd', modelId)),
      ),
  });
  commandField(builder, 'changeVehicleModel', {
    description: 'Changes the recommended price of a model, or whether it is on sale.',
    access: OWN_PEOPLE,
    input: z.object({
      modelCode: code().describe('The model.'),
      guidePrice: money('0.01').optional().describe('New recommended price, yuan.'),
      onSale: z.boolean().optional().describe('False: no more cars are taken into stock.'),
    }),
    success: VehicleModel,
    execute: async (caller, { guidePrice: guidePriceMinor, ...input }, { auto }) =>
      readBack(
        await door.changeVehicleModel(caller, { ...input, guidePriceMinor }),
        ({ modelId }) => auto.model.load(toUuid('vmd', modelId)),
      ),
  });
}

function addStock(builder: AutoBuilder, door: AutoDoor, { Vehicle }: Parts): void {
  const car = {
    vin: vinInput().describe('Vehicle identification number, with its check digit.'),
    modelCode: code().describe('What it is.'),
    colour: text(30).describe('Paint.'),
  };
  commandField(builder, 'receiveVehicle', {
    description: 'Takes a car into stock.',
    access: OWN_PEOPLE,
    input: z.object({
      dealershipCode: code().describe('Where it stands.'),
      ...car,
      odometerKm: kilometres().default(0).describe('Reading on arrival, kilometres.'),
    }),
    success: Vehicle,
    execute: async (caller, input, { auto }) =>
      readBack(await door.receiveVehicle(caller, input), ({ vehicleId }) =>
        auto.vehicle.load(toUuid('veh', vehicleId)),
      ),
  });
  commandField(builder, 'registerCustomerVehicle', {
    description: 'Puts a car on record that a customer bought elsewhere and brings for service.',
    access: OWN_PEOPLE,
    input: z.object({
      ...car,
      licencePlate: plateInput().optional().describe('Licence plate.'),
      odometerKm: kilometres().describe('Reading, kilometres.'),
      customer: customerInput.describe('Whose it is; name one way of finding the person.'),
    }),
    success: Vehicle,
    execute: async (caller, input, { auto }) =>
      readBack(await door.registerCustomerVehicle(caller, input), ({ vehicleId }) =>
        auto.vehicle.load(toUuid('veh', vehicleId)),
      ),
  });
}

function addChanges(builder: AutoBuilder, door: AutoDoor, { Vehicle }: Parts): void {
  const vehicleId = idInput('veh').describe('The car.');
  commandField(builder, 'transferVehicle', {
    description: 'Moves a car in stock, promised to nobody, to another dealership.',
    access: OWN_PEOPLE,
    input: z.object({ vehicleId, dealershipCode: code().describe('Where it goes.') }),
    success: Vehicle,
    execute: async (caller, input, { auto }) =>
      readBack(await door.transferVehicle(caller, input), (answer) =>
        auto.vehicle.load(toUuid('veh', answer.vehicleId)),
      ),
  });
  commandField(builder, 'registerLicencePlate', {
    description:
      "Writes down a customer's plate: a new one after temporary plates, or a changed one.",
    access: OWN_PEOPLE,
    input: z.object({ vehicleId, licencePlate: plateInput().describe('The plate.') }),
    success: Vehicle,
    execute: async (caller, input, { auto }) =>
      readBack(await door.registerLicencePlate(caller, input), (answer) =>
        auto.vehicle.load(toUuid('veh', answer.vehicleId)),
      ),
  });
}

const saleLine = namedInput(
  'VehicleSaleLineInput',
  z.object({
    kind: SaleLineKindEnum.describe('What it is; exactly one line is the VEHICLE.'),
    itemCode: code().describe('Model, option or service code.'),
    description: text(120).describe('As the contract says it.'),
    quantity: z.int().min(1).max(1000).default(1).describe('Pieces.'),
    amount: money().describe('What the buyer pays for the line, yuan.'),
  }),
);

const saleInput = {
  dealershipCode: code().describe('Who sells.'),
  vin: vinInput().describe('Which car.'),
  customer: customerInput
    .optional()
    .describe('Who buys; left out for a walk-in who leaves no name.'),
  channel: VehicleSalesChannelEnum.default('STORE').describe('How it came about.'),
  lines: z.array(saleLine).min(1).max(50).describe('What the contract lists.'),
  occurredAt: dateTimeInput().optional().describe('When it happened; now when left out.'),
};

type ParsedLine = z.output<typeof saleLine>;

/** Amounts of the API become fen. */
function inFen<I extends { readonly lines: readonly ParsedLine[] }>({ lines, ...input }: I) {
  const sold = lines.map(({ amount: amountMinor, ...line }) => ({ ...line, amountMinor }));
  return { ...input, lines: sold };
}

function addSales(builder: AutoBuilder, door: AutoDoor, { SalesOrder }: Parts): void {
  commandField(builder, 'placeSalesOrder', {
    description: 'Promises a car in stock to a buyer. Nothing is sold yet.',
    access: OWN_PEOPLE,
    input: z.object({
      orderNo: documentNo().optional().describe("The company's own number; made when left out."),
      ...saleInput,
      deposit: money().default(0n).describe('Paid now, yuan.'),
    }),
    success: SalesOrder,
    execute: async (caller, { deposit: depositMinor, ...input }, { auto }) =>
      readBack(
        await door.placeSalesOrder(caller, { ...inFen(input), depositMinor }),
        ({ orderId }) => auto.order.load(toUuid('sor', orderId)),
      ),
  });
  commandField(builder, 'recordVehicleSale', {
    description:
      "Records that a car was sold: the contract is signed, the car is the buyer's and the cooling-off begins. With the number of an order placed before, that order is completed.",
    access: OWN_PEOPLE,
    input: z.object({
      orderNo: documentNo()
        .optional()
        .describe("The company's own number; of the order placed before, or made when left out."),
      ...saleInput,
    }),
    success: SalesOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.recordVehicleSale(caller, inFen(input)), ({ orderId }) =>
        auto.order.load(toUuid('sor', orderId)),
      ),
  });
  commandField(builder, 'cancelSalesOrder', {
    description:
      'Calls off an order, or takes a sale back within its cooling-off: the car returns to stock and all that came of the sale is undone.',
    access: OWN_PEOPLE,
    input: z.object({
      orderId: idInput('sor').describe('The sale.'),
      reason: text(200).describe('Why.'),
    }),
    success: SalesOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.cancelSalesOrder(caller, input), ({ orderId }) =>
        auto.order.load(toUuid('sor', orderId)),
      ),
  });
}

function addDeliveries(builder: AutoBuilder, door: AutoDoor, { SalesOrder }: Parts): void {
  commandField(builder, 'planVehicleDelivery', {
    description: 'Makes the appointment at which a sold car is handed over, or moves it.',
    access: OWN_PEOPLE,
    input: z.object({
      orderId: idInput('sor').describe('The sale.'),
      plannedFor: dateTimeInput().describe('When.'),
    }),
    success: SalesOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.planDelivery(caller, input), ({ orderId }) =>
        auto.order.load(toUuid('sor', orderId)),
      ),
  });
  commandField(builder, 'deliverVehicle', {
    description: 'Records that a sold car was handed over.',
    access: OWN_PEOPLE,
    input: z.object({
      orderId: idInput('sor').describe('The sale.'),
      odometerKm: kilometres().describe('Reading, kilometres.'),
      licencePlate: plateInput().optional().describe('Licence plate, when it has one already.'),
      occurredAt: dateTimeInput().optional().describe('When it happened; now when left out.'),
    }),
    success: SalesOrder,
    execute: async (caller, input, { auto }) =>
      readBack(await door.deliverVehicle(caller, input), ({ orderId }) =>
        auto.order.load(toUuid('sor', orderId)),
      ),
  });
}
