/** Enums of this subgraph, for inputs and outputs alike. */
import { defineEnum } from '@guildhall/shared/graphql/index';

export const MemberStatusEnum = defineEnum('MemberStatus', 'State of a membership.', {
  ACTIVE: 'May earn and burn.',
  SUSPENDED: 'Frozen: neither earns nor burns.',
  MERGED: 'Found to be the same person as another member, which answers for it.',
  TERMINATED: 'Ended for good.',
  ERASED: 'Ended, and everything that named the person is destroyed.',
});

export const IdentityTypeEnum = defineEnum('IdentityType', 'What kind of identifier it is.', {
  PHONE: 'Telephone, E.164.',
  EMAIL: 'E-mail address.',
  WECHAT_UNIONID: 'WeChat unionid: one id of a person in all apps of one WeChat platform account.',
  WECHAT_OPENID: 'WeChat openid, which every app has another of: `<app id>:<openid>`.',
  LICENCE_PLATE: 'Licence plate, new-energy plates included. Several people may share a car.',
  VIN: 'Vehicle identification number.',
  ID_CARD: 'Resident identity card, GB 11643. Shown by its last digits only, to everybody.',
  DWELLING: 'A dwelling, as the property company names it.',
  CUSTOMER_NUMBER: "A subsidiary's own customer number.",
});

export const ConsentPurposeEnum = defineEnum('ConsentPurpose', 'What a consent is for.', {
  SERVICE: 'Serving the member: receipts, appointments, complaints.',
  MARKETING: 'Advertising.',
  PROFILING: 'Drawing conclusions from habits and behaviour.',
  CROSS_SUBSIDIARY_SHARING: "Showing one subsidiary's facts to the other companies of the group.",
  PARTNER_SHARING: 'Showing facts to brands outside the group.',
});

export const ConsentStateEnum = defineEnum('ConsentState', 'What was said.', {
  GRANTED: 'Yes.',
  DENIED: 'No, and never yes before.',
  REVOKED: 'Yes once, no longer.',
});

export const ConsentChannelEnum = defineEnum('ConsentChannel', 'A way to reach a member.', {
  SMS: 'Text message.',
  EMAIL: 'E-mail.',
  WECHAT: 'WeChat.',
  PHONE: 'A call.',
  APP: 'Push message of the app.',
  POST: 'Letter.',
});

export const GenderEnum = defineEnum('Gender', 'As told or as an identity card says.', {
  MALE: '男.',
  FEMALE: '女.',
  OTHER: 'Neither, or not said.',
});

export const StaffRoleEnum = defineEnum('StaffRole', 'What a staff account may do.', {
  clerk: 'Counter or garage of one subsidiary.',
  operator: 'Members, offers, clearing of the group.',
  risk_officer: 'Firms, assessments, list proposals.',
  risk_approver: 'Approves what a risk officer proposes.',
  auditor: 'Reads everything, changes nothing.',
});

export const UnlinkReasonEnum = defineEnum('UnlinkReason', 'Why an identity is taken away.', {
  ASKED: 'The member asked.',
  LOST: 'Lost or stolen.',
  CHANGED: 'Replaced by another.',
});

export const SharingAnswerEnum = defineEnum(
  'SharingAnswer',
  'What somebody who looked was answered.',
  {
    ALLOWED: 'The facts were shown.',
    CONSENT_MISSING: 'Withheld: the member has not agreed to share them.',
    NOT_ALLOWED: 'Withheld: the viewer has no business with them.',
  },
);
