/** What the dealerships' list of bookings asks and orders. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';

export const BookingRow = graphql(`
  fragment BookingRow on ServiceBooking {
    id
    bookingNo
    state
    category
    startsAt
    bookedAt
    closedAt
    slot {
      endsAt
    }
    dealership {
      code
      name
    }
    vehicle {
      id
      licencePlate
      odometerKm
      model {
        name
      }
      customer {
        name
        phone
      }
    }
    member {
      memberNo
      profile {
        name {
          ... on MemberProfileFact {
            value
          }
        }
      }
    }
    coupon {
      id
      terms {
        name {
          zh
          en
        }
      }
      notYet {
        message
      }
    }
    workOrder {
      id
      workOrderNo
      state
      gross
      discount
      paid
      lines {
        lineNo
        description
        quantity
        gross
      }
    }
  }
`);

export type Booking = ResultOf<typeof BookingRow>;

export const DayBookings = graphql(
  `
    query DayBookings($filter: ServiceBookingFilter, $after: String) {
      serviceBookings(filter: $filter, order: STARTS, first: 40, after: $after) {
        edges {
          node {
            ...BookingRow
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [BookingRow],
);

/** The first booking that stands after a day: where a clerk who sees an empty day wants to go. */
export const NextBooking = graphql(`
  query NextBooking($filter: ServiceBookingFilter) {
    serviceBookings(filter: $filter, order: STARTS, first: 1) {
      edges {
        node {
          id
          startsAt
        }
      }
    }
  }
`);

export const CheckIn = graphql(
  `
    mutation CheckIn($input: CheckInServiceBookingInput!) {
      checkInServiceBooking(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RecordNoShow = graphql(
  `
    mutation RecordNoShow($input: RecordServiceNoShowInput!) {
      recordServiceNoShow(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CallBookingOff = graphql(
  `
    mutation CallBookingOff($input: CancelServiceBookingInput!) {
      cancelServiceBooking(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const AddWork = graphql(
  `
    mutation AddWork($input: AddWorkOrderLinesInput!) {
      addWorkOrderLines(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CloseWork = graphql(
  `
    mutation CloseWork($input: CompleteWorkOrderInput!) {
      completeWorkOrder(input: $input) {
        __typename
        ... on WorkOrder {
          paid
          discount
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CallWorkOff = graphql(
  `
    mutation CallWorkOff($input: CancelWorkOrderInput!) {
      cancelWorkOrder(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
