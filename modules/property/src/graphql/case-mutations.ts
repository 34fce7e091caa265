/** What can be ordered about repairs and complaints. Every rule is behind the door. */
import { commandField, dateTimeInput, idInput } from '@guildhall/shared/graphql/index';
import { readBack } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { PropertyDoor } from '../service.ts';
import {
  ComplaintSubjectEnum,
  type PropertyBuilder,
  RepairCategoryEnum,
  RepairStepEnum,
  RepairUrgencyEnum,
} from './builder.ts';
import {
  code,
  dwellingCodeInput,
  OWN_PEOPLE,
  OWN_PEOPLE_OR_MEMBER,
  personInput,
  text,
} from './inputs.ts';
import type { Parts } from './parts.ts';

const place = {
  dwellingCode: dwellingCodeInput().optional().describe('In which dwelling.'),
  communityCode: code()
    .optional()
    .describe('Or in which community, for what belongs to everybody.'),
};
const reporter = personInput
  .optional()
  .describe('Who reports, when the counter writes it down. Not read for members.');

export function addCaseMutations(builder: PropertyBuilder, door: PropertyDoor, parts: Parts): void {
  addRepairs(builder, door, parts);
  addComplaints(builder, door, parts);
  addComplaintEnds(builder, door, parts);
}

function addRepairs(builder: PropertyBuilder, door: PropertyDoor, { RepairRequest }: Parts): void {
  commandField(builder, 'requestRepair', {
    description: 'Reports something broken: at the counter, or a resident themselves.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      ...place,
      category: RepairCategoryEnum.describe('What is broken.'),
      urgency: RepairUrgencyEnum.default('NORMAL').describe('How soon somebody must react.'),
      description: text(1_000).describe("In the resident's own words."),
      person: reporter,
    }),
    success: RepairRequest,
    execute: async (caller, input, { property }) =>
      readBack(await door.requestRepair(caller, input), ({ requestId }) =>
        property.repair.load(toUuid('rpr', requestId)),
      ),
  });
  const which = { requestId: idInput('rpr').describe('The report.') };
  commandField(builder, 'advanceRepair', {
    description: 'The company takes the next step with a repair.',
    access: OWN_PEOPLE,
    input: z.object({
      ...which,
      to: RepairStepEnum.describe('The step.'),
      appointmentAt: dateTimeInput().optional().describe('When somebody will come.'),
    }),
    success: RepairRequest,
    execute: async (caller, input, { property }) =>
      readBack(await door.advanceRepair(caller, input), ({ requestId }) =>
        property.repair.load(toUuid('rpr', requestId)),
      ),
  });
  commandField(builder, 'confirmRepair', {
    description: 'The resident says that it is repaired, or sends it back to work.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      ...which,
      satisfied: z.boolean().describe('False sends it back to work.'),
      rating: z.int().min(1).max(5).optional().describe('One to five stars, when satisfied.'),
    }),
    success: RepairRequest,
    execute: async (caller, input, { property }) =>
      readBack(await door.confirmRepair(caller, input), ({ requestId }) =>
        property.repair.load(toUuid('rpr', requestId)),
      ),
  });
  commandField(builder, 'cancelRepair', {
    description: 'Calls a report off before work has begun.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object(which),
    success: RepairRequest,
    execute: async (caller, input, { property }) =>
      readBack(await door.cancelRepair(caller, input), ({ requestId }) =>
        property.repair.load(toUuid('rpr', requestId)),
      ),
  });
}

const complaintId = idInput('cpl').describe('The complaint.');

function addComplaints(builder: PropertyBuilder, door: PropertyDoor, { Complaint }: Parts): void {
  commandField(builder, 'fileComplaint', {
    description: 'Complains: at the counter, or a resident themselves.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      ...place,
      subject: ComplaintSubjectEnum.describe('What about.'),
      text: text(2_000).describe("In the resident's own words."),
      person: reporter,
    }),
    success: Complaint,
    execute: async (caller, input, { property }) =>
      readBack(await door.fileComplaint(caller, input), (answer) =>
        property.complaint.load(toUuid('cpl', answer.complaintId)),
      ),
  });
  commandField(builder, 'investigateComplaint', {
    description: 'Somebody looks into a complaint.',
    access: OWN_PEOPLE,
    input: z.object({ complaintId }),
    success: Complaint,
    execute: async (caller, input, { property }) =>
      readBack(await door.investigateComplaint(caller, input), (answer) =>
        property.complaint.load(toUuid('cpl', answer.complaintId)),
      ),
  });
  commandField(builder, 'answerComplaint', {
    description: 'The company answers a complaint.',
    access: OWN_PEOPLE,
    input: z.object({ complaintId, answer: text(2_000).describe('The answer.') }),
    success: Complaint,
    execute: async (caller, input, { property }) =>
      readBack(await door.answerComplaint(caller, input), (answer) =>
        property.complaint.load(toUuid('cpl', answer.complaintId)),
      ),
  });
}

function addComplaintEnds(
  builder: PropertyBuilder,
  door: PropertyDoor,
  { Complaint }: Parts,
): void {
  commandField(builder, 'closeComplaint', {
    description: 'The resident is content with the answer, or has it looked into again.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      complaintId,
      satisfied: z.boolean().describe('False: look into it again.'),
    }),
    success: Complaint,
    execute: async (caller, input, { property }) =>
      readBack(await door.closeComplaint(caller, input), (answer) =>
        property.complaint.load(toUuid('cpl', answer.complaintId)),
      ),
  });
  commandField(builder, 'withdrawComplaint', {
    description: 'The resident takes a complaint back.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({ complaintId }),
    success: Complaint,
    execute: async (caller, input, { property }) =>
      readBack(await door.withdrawComplaint(caller, input), (answer) =>
        property.complaint.load(toUuid('cpl', answer.complaintId)),
      ),
  });
}
