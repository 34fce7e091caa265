/**
 * The picture of a graph of relations. Names are written outwards from the middle, so that two hundred can be read; zoom by
 * wheel, buttons or keys, move by dragging or arrows; pointing at a party leaves only what it hangs on. Beside it the parties
 * by name: what is found, pointed at or focused there is shown in the picture, so that a keyboard does what a mouse does.
 */
import { MinusOutlined, PlusOutlined, UndoOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import type { ResultOf } from '../../graphql/graphql.ts';
import { wordFor } from '../../i18n/texts.ts';
import type { FirmRelations } from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import look from './relation-graph.module.css';
import { RelationParties } from './relation-parties.tsx';
import { placesOf } from './relation-places.ts';
import { nameOfParty, shareText } from './relation-words.ts';
import { PARTY_WORDS, RELATION_WORDS } from './risk-words.ts';

type Graph = Pick<
  NonNullable<ResultOf<typeof FirmRelations>['firm']>['relations'],
  'parties' | 'relations'
>;
type Party = Graph['parties'][number];

interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const HEIGHT = '560px';
/** For graphs that need the room: nearly a screen, whatever its size. */
const TALL = 'clamp(780px, 92vh, 1080px)';
const MARGIN = 108;
const NAME_LENGTH = 6;
const LONG_NAME = 14;
const STEP = 1.25;
const SMALLEST = 180;
/** Up to so many, names are written level. */
const LEVEL_NAMES = 20;

const PLACES =
  /^(北京|天津|上海|重庆|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|广西|西藏|宁夏|新疆|厦门|福州|泉州|漳州|莆田|宁德|龙岩|三明|南平|深圳|广州|杭州|宁波|苏州|南京|青岛|济南|大连|成都|武汉|西安)(省|市)?/;
const FORMS = /(股份)?(有限)?(责任)?(公司|合伙企业|集团)$/;

/** Without place and legal form, which most firms of a neighbourhood share; the rest is cut behind. */
function short(name: string): string {
  const stem = name.replace(FORMS, '').replace(PLACES, '') || name;
  return stem.length > NAME_LENGTH ? `${stem.slice(0, NAME_LENGTH - 1)}…` : stem;
}

export function RelationGraph({ graph: { parties, relations } }: { readonly graph: Graph }) {
  const t = useInboxTexts();
  const navigate = useNavigate();
  const places = useMemo(() => placesOf(parties, relations), [parties, relations]);
  const picture = useRef<SVGSVGElement>(null);
  const reach = Math.max(140, ...[...places.values()].map(({ x, y }) => Math.hypot(x, y))) + MARGIN;
  const whole: View = { x: -reach, y: -reach, width: reach * 2 };
  const [view, setView] = useState<View>(whole);
  const [focus, setFocus] = useState<string>();
  const drag = useRef<{ readonly x: number; readonly y: number; readonly moved: boolean }>(
    undefined,
  );
  useEffect(() => setView(whole), [reach]);

  const zoom = (by: number, at = { x: 0.5, y: 0.5 }): void =>
    setView((old) => {
      const width = Math.min(whole.width * 1.2, Math.max(SMALLEST, old.width / by));
      const change = old.width - width;
      return { x: old.x + change * at.x, y: old.y + change * at.y, width };
    });
  const move = (dx: number, dy: number): void =>
    setView((old) => ({ ...old, x: old.x + dx * old.width, y: old.y + dy * old.width }));
  useEffect(() => {
    const element = picture.current;
    if (element === null) return;
    // Only with the control key, as maps do: the page itself keeps scrolling.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top, width, height } = element.getBoundingClientRect();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP, {
        x: (event.clientX - left) / width,
        y: (event.clientY - top) / height,
      });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [reach]);

  const onKey = (event: KeyboardEvent): void => {
    const orders: Readonly<Record<string, () => void>> = {
      '+': () => zoom(STEP),
      '=': () => zoom(STEP),
      '-': () => zoom(1 / STEP),
      '0': () => setView(whole),
      ArrowLeft: () => move(-0.1, 0),
      ArrowRight: () => move(0.1, 0),
      ArrowUp: () => move(0, -0.1),
      ArrowDown: () => move(0, 0.1),
    };
    const order = orders[event.key];
    if (order === undefined) return;
    event.preventDefault();
    order();
  };
  const onDown = ({ clientX, clientY }: PointerEvent): void => {
    drag.current = { x: clientX, y: clientY, moved: false };
  };
  const onMove = ({ clientX, clientY }: PointerEvent): void => {
    const from = drag.current;
    const box = picture.current?.getBoundingClientRect();
    if (from === undefined || box === undefined) return;
    const side = Math.min(box.width, box.height);
    const [dx, dy] = [clientX - from.x, clientY - from.y];
    if (!from.moved && Math.hypot(dx, dy) < 4) return;
    move(-dx / side, -dy / side);
    drag.current = { x: clientX, y: clientY, moved: true };
  };
  const choose = ({ firm }: Party): void => {
    if (drag.current?.moved !== true && firm !== null) void navigate(`/risk/firms/${firm.id}`);
  };

  const near = useMemo(() => {
    if (focus === undefined) return undefined;
    const keys = new Set([focus]);
    for (const { from, to } of relations)
      if (from === focus || to === focus) keys.add(from).add(to);
    return keys;
  }, [focus, relations]);
  const isDim = (...keys: readonly string[]): boolean =>
    near !== undefined && !keys.every((key) => near.has(key));
  const focused = parties.find(({ key }) => key === focus);
  const kinds = [...new Set(parties.map(({ kind }) => kind))];

  return (
    <div className={look.beside}>
      <div className={look.frame}>
        <div
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved and enlarged by keys, as its label says
          tabIndex={0}
          aria-label={t('graphLabel', { count: parties.length - 1 })}
          onKeyDown={onKey}
          className={look.board}
        >
          <svg
            ref={picture}
            aria-hidden="true"
            viewBox={`${view.x} ${view.y} ${view.width} ${view.width}`}
            style={{ height: parties.length > LEVEL_NAMES * 2 ? TALL : HEIGHT }}
            onPointerDown={onDown}
            onPointerMove={onMove}
            onPointerUp={() => setTimeout(() => (drag.current = undefined))}
            onPointerLeave={() => {
              drag.current = undefined;
              setFocus(undefined);
            }}
          >
            <defs>
              <marker
                id="arrow"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto-start-reverse"
                markerUnits="userSpaceOnUse"
              >
                <path d="M0 0L8 4L0 8z" className={look.tip} />
              </marker>
            </defs>
            {relations.map(({ from, to, kind, share }) => {
              const [a, b] = [places.get(from), places.get(to)];
              if (a === undefined || b === undefined) return null;
              const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
              // The line ends at the edge of the party, not in its middle.
              const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
              return (
                <line
                  key={`${from} ${kind} ${to}`}
                  x1={a.x + ux * 10}
                  y1={a.y + uy * 10}
                  x2={b.x - ux * 12}
                  y2={b.y - uy * 12}
                  className={look.line}
                  data-kind={kind}
                  data-dim={
                    isDim(from, to) || (near !== undefined && from !== focus && to !== focus)
                  }
                  strokeWidth={share === null ? 1.2 : 1 + Number(share) * 3}
                  markerEnd="url(#arrow)"
                />
              );
            })}
            {parties.map((party) => (
              <PartyDrawn
                key={party.key}
                party={party}
                place={places.get(party.key)}
                dim={isDim(party.key)}
                full={party.key === focus}
                level={parties.length <= LEVEL_NAMES}
                onPoint={() => setFocus(party.key)}
                onChoose={() => choose(party)}
              />
            ))}
          </svg>
        </div>
        <div className={look.tools}>
          <Button
            icon={<PlusOutlined aria-hidden="true" />}
            aria-label={t('zoomIn')}
            onClick={() => zoom(STEP)}
          />
          <Button
            icon={<MinusOutlined aria-hidden="true" />}
            aria-label={t('zoomOut')}
            onClick={() => zoom(1 / STEP)}
          />
          <Button
            icon={<UndoOutlined aria-hidden="true" />}
            aria-label={t('zoomAll')}
            onClick={() => setView(whole)}
          />
        </div>
        <div className={look.legend}>
          {kinds.map((kind) => (
            <span key={kind}>
              <i data-kind={kind} /> {wordFor(PARTY_WORDS, kind)}
            </span>
          ))}
        </div>
        <p className={`${css.small} ${css.quiet} ${look.told}`}>
          {focused === undefined ? t('pointHint') : toldOf(focused, { parties, relations })}
        </p>
      </div>
      <RelationParties
        parties={parties}
        focus={focus}
        onFocus={setFocus}
        height={parties.length > LEVEL_NAMES * 2 ? TALL : HEIGHT}
      />
    </div>
  );
}

function toldOf(party: Party, { parties, relations }: Graph): string {
  const names = new Map(parties.map((each) => [each.key, nameOfParty(each)]));
  const lines = relations
    .filter(({ from, to }) => from === party.key || to === party.key)
    .slice(0, 6)
    .map(
      ({ from, to, kind, share }) =>
        `${names.get(from) ?? ''} → ${names.get(to) ?? ''} ${wordFor(RELATION_WORDS, kind)}${share === null ? '' : ` ${shareText(share)}`}`,
    );
  return `${nameOfParty(party)}：${lines.join('；')}`;
}

function PartyDrawn({
  party,
  place,
  dim,
  full,
  level,
  onPoint,
  onChoose,
}: {
  readonly party: Party;
  readonly place: { readonly x: number; readonly y: number; readonly angle: number } | undefined;
  readonly dim: boolean;
  readonly full: boolean;
  readonly level: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}) {
  if (place === undefined) return null;
  const { x, y, angle } = place;
  const name = nameOfParty(party);
  const isRoot = party.distance === 0;
  const isLeft = Math.abs(angle) > Math.PI / 2;
  const size = isRoot ? 11 : party.kind === 'FIRM' ? 7 : 5;
  const degrees = (angle * 180) / Math.PI;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list beside the picture is the keyboard's way
    <g
      className={look.party}
      data-kind={party.kind}
      data-root={isRoot}
      data-dim={dim}
      data-focus={full}
      data-link={party.firm !== null}
      transform={`translate(${x} ${y})`}
      onPointerEnter={onPoint}
      onClick={onChoose}
    >
      <title>{name}</title>
      <circle r={size} />
      <text
        {...(isRoot
          ? { y: 30, textAnchor: 'middle' as const }
          : {
              ...(level ? {} : { transform: `rotate(${isLeft ? degrees + 180 : degrees})` }),
              x: isLeft ? -size - 5 : size + 5,
              y: 4,
              textAnchor: isLeft ? ('end' as const) : ('start' as const),
            })}
      >
        {full || (level && name.length <= LONG_NAME) ? name : short(name)}
      </text>
    </g>
  );
}
