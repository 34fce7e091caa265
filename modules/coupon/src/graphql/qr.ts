/** QR codes of members' phones: shown for a minute, read at the counter, checked offline with the public key. */
import { argsOf, defineEnum, enumType } from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Refusal } from '@guildhall/shared/outcome';
import { z } from 'zod';
import { showCouponCode } from '../domain/coupons/coupon-code.ts';
import { no } from '../domain/rules/subject.ts';
import { QR_PREFIX, QR_SECONDS, qrKey, rawPublicKey, readQr, type Shown, showQr } from '../qr.ts';
import { type CouponRow, couponsNamed } from '../storage/coupons.ts';
import { type CouponRef, type MemberRef, mayReadCoupon } from './coupon-type.ts';
import type { B } from './offer-type.ts';
import { refusalMessage } from './refusal-words.ts';

interface PresentedCode {
  readonly coupon: CouponRow | null;
  readonly memberId: string | null;
  readonly how: 'COUPON_QR' | 'MEMBER_QR' | 'CODE';
  readonly refusal: Refusal | null;
}

const PresentedHowEnum = defineEnum('PresentedHow', 'What was read at the counter.', {
  COUPON_QR: "The rotating QR code of a coupon, from its member's phone.",
  MEMBER_QR: 'The rotating QR code of a member.',
  CODE: 'A code, printed or read aloud.',
});

export function addQr(builder: B, kit: ModuleKit, Coupon: CouponRef, Member: MemberRef): void {
  const Qr = builder.objectRef<Shown>('RotatingQr').implement({
    description: 'What to show as a QR code; make it anew before it ends.',
    fields: (t) => ({
      text: t.exposeString('text', { description: 'The content of the QR code.' }),
      validUntil: t.field({
        type: 'DateTime',
        description: 'Worth nothing afterwards.',
        resolve: ({ validUntil }) => validUntil,
      }),
    }),
  });
  builder.objectFields(Coupon, (t) => ({
    qr: t.field({
      type: Qr,
      nullable: true,
      description: 'A QR code that is good for a minute; shown to its member only.',
      resolve: ({ couponId, memberId }, _args, { caller, now }) =>
        caller.kind === 'member' && caller.memberId === memberId
          ? showQr(qrKey(kit.secret), { kind: 'COUPON', id: couponId }, now)
          : null,
    }),
    printCode: t.string({
      nullable: true,
      description:
        'The content of a QR code for print: the code itself, good as long as the coupon is; shown to its member and to operators.',
      resolve: ({ code, memberId }, _args, { caller }) =>
        (caller.kind === 'member' && caller.memberId === memberId) ||
        (caller.kind === 'staff' && caller.roles.includes('operator'))
          ? showCouponCode(code)
          : null,
    }),
  }));
  builder.queryField('memberQr', (t) =>
    t.field({
      type: Qr,
      description:
        'A QR code that says who the member is, good for a minute: for counters to find the wallet.',
      access: ['member'],
      resolve: (_root, _args, { caller, now }) => {
        if (caller.kind !== 'member') throw new Error('Only members have a QR code');
        return showQr(qrKey(kit.secret), { kind: 'MEMBER', id: caller.memberId }, now);
      },
    }),
  );
  addQrKey(builder, kit);
  addPresented(builder, kit, Coupon, Member);
}

function addQrKey(builder: B, kit: ModuleKit): void {
  const Key = builder
    .objectRef<{ readonly keyId: string; readonly key: string }>('QrPublicKey')
    .implement({
      description:
        'What a counter needs to check QR codes without a connection: `GHQ1.<subject>.<signature>` in base64url, signed with Ed25519 over `GHQ1.<subject>`. Subject: key id (4 bytes), kind (1 byte: 67 coupon, 77 member), UUID (16 bytes), seconds since 1970 (4 bytes, big-endian).',
      fields: (t) => ({
        keyId: t.exposeString('keyId', {
          description: 'First four bytes of the SHA-256 of the key, in hex.',
        }),
        key: t.exposeString('key', { description: 'Ed25519 public key, 32 bytes in base64url.' }),
        validSeconds: t.int({
          description: 'How long a QR code is good, in seconds.',
          resolve: () => QR_SECONDS,
        }),
      }),
    });
  builder.queryField('qrPublicKey', (t) =>
    t.field({
      type: Key,
      description: 'The key that QR codes are signed with.',
      access: ['system', 'clerk', 'member', 'operator', 'auditor'],
      resolve: () => {
        const { keyId, publicKey } = qrKey(kit.secret);
        return { keyId, key: rawPublicKey(publicKey) };
      },
    }),
  );
}

function addPresented(builder: B, kit: ModuleKit, Coupon: CouponRef, Member: MemberRef): void {
  const PresentedType = builder.objectRef<PresentedCode>('PresentedCode').implement({
    description: 'What was presented at a counter.',
    fields: (t) => ({
      how: t.field({
        type: enumType(builder, PresentedHowEnum),
        description: 'What was read.',
        resolve: ({ how }) => how,
      }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon, where this company honours it.',
        resolve: ({ coupon }) => coupon,
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Whose it is.',
        resolve: ({ memberId }) => (memberId === null ? null : { id: memberId }),
      }),
      refusalCode: t.string({
        nullable: true,
        description: 'Why it is worth nothing here, in capitals; null when it is.',
        resolve: ({ refusal }) => refusal?.code ?? null,
      }),
      message: t.string({
        nullable: true,
        description: "The same in the caller's language.",
        resolve: ({ refusal }, _args, { locale }) =>
          refusal === null ? null : refusalMessage(refusal, locale),
      }),
    }),
  });
  const nothing = { coupon: null, memberId: null };
  builder.queryField('presentedCode', (t) =>
    t.field({
      type: PresentedType,
      description:
        'Reads what a customer presents: a rotating QR code, a printed one, a code read aloud.',
      access: ['system', 'clerk'],
      args: argsOf(
        builder,
        'presentedCode',
        z.object({ text: z.string().min(4).max(256).describe('As scanned or typed.') }),
      ),
      resolve: async (_root, { text }, context): Promise<PresentedCode> => {
        const notFound = { ...no('COUPON_NOT_FOUND'), kind: 'NOT_FOUND' } as const;
        let name = text;
        let how: PresentedCode['how'] = 'CODE';
        if (text.startsWith(QR_PREFIX)) {
          const read = readQr(qrKey(kit.secret).publicKey, text, context.now);
          if (!read.ok) return { ...nothing, how: 'COUPON_QR', refusal: no(read.fault) };
          if (read.subject.kind === 'MEMBER')
            return { coupon: null, memberId: read.subject.id, how: 'MEMBER_QR', refusal: null };
          name = read.subject.id;
          how = 'COUPON_QR';
        }
        const [coupon] = await couponsNamed(kit.db.sql(), [name]);
        // By an id alone nobody is found: ids are no secrets.
        if (coupon === undefined || (how === 'CODE' && coupon.couponId === text))
          return { ...nothing, how, refusal: notFound };
        if (!(await mayReadCoupon(coupon, context)))
          return {
            ...nothing,
            how,
            refusal: no('COUPON_WRONG_SUBSIDIARY', {
              honouredBy: [...(await context.termsOf(coupon)).honouredBy],
            }),
          };
        return { coupon, memberId: coupon.memberId, how, refusal: null };
      },
    }),
  );
}
