/** Who stands at the counter: what was scanned or typed, read by the server, kept in the address. */
import { useState } from 'react';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { CustomerByNumber, Presented } from './operations.ts';
import { sayCounter } from './texts.ts';

/** A mainland telephone, with or without its country code. */
const PHONE = /^(\+?86)?1[3-9]\d{9}$/;
const MEMBER_NO = /^\d{10}$/;

export interface Found {
  readonly memberId: string;
  /** The coupon whose code it was. */
  readonly couponId?: string;
}

async function readPresented(typed: string): Promise<Found | string> {
  const compact = typed.replaceAll(/[\s-]/g, '');
  if (PHONE.test(compact) || MEMBER_NO.test(compact)) {
    const by = MEMBER_NO.test(compact) ? { memberNo: compact } : { phone: compact };
    const { member } = await request(CustomerByNumber, by);
    return member === null ? sayCounter('nobodyFound') : { memberId: member.id };
  }
  const { presentedCode } = await request(Presented, { text: typed.trim() });
  const { refusalCode, message, member, coupon } = presentedCode;
  if (refusalCode !== null) return message ?? sayCounter('notUsableHere');
  if (member === null) return sayCounter('nobodyFound');
  return { memberId: member.id, ...(coupon === null ? {} : { couponId: coupon.id }) };
}

export function useCustomer() {
  const [filters, setFilters] = useFilters(['member', 'coupon']);
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [isSearching, setIsSearching] = useState(false);
  const query = useAsk(
    CustomerByNumber,
    { id: filters.member ?? null },
    { enabled: filters.member !== undefined },
  );
  const find = async (typed: string): Promise<boolean> => {
    setFault(undefined);
    setFailure(undefined);
    setIsSearching(true);
    try {
      const found = await readPresented(typed);
      if (typeof found === 'string') {
        setFault(found);
        return false;
      }
      setFilters({ member: found.memberId, coupon: found.couponId });
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      setIsSearching(false);
    }
  };
  const leave = () => {
    setFault(undefined);
    setFilters({ member: null, coupon: null });
  };
  return {
    customer: filters.member === undefined ? undefined : (query.data?.member ?? undefined),
    tenders: query.data?.pointsTenders ?? [],
    presentedCoupon: filters.coupon,
    isLoading: filters.member !== undefined && query.isPending,
    failure: failure ?? query.error ?? undefined,
    ...{ fault, isSearching, find, leave },
  };
}
