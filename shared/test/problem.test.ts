import express from 'express';
import supertest from 'supertest';
import { expect, it } from 'vitest';
import { contextOf } from '../src/http-context.ts';
import { registerMessages } from '../src/messages.ts';
import { REFUSAL_KINDS, type RefusalKind, refuse } from '../src/outcome.ts';
import { sendRefusal } from '../src/problem.ts';

registerMessages({ SHELF_EMPTY: { 'zh-CN': '货架 {shelf} 已空', en: 'Shelf {shelf} is empty' } });

it.each([
  ['VALIDATION', 400],
  ['FORBIDDEN', 403],
  ['NOT_FOUND', 404],
  ['IDEMPOTENCY', 409],
  ['RULE', 422],
] satisfies [RefusalKind, number][])(
  'a %s refusal is a problem of status %i',
  async (kind, status) => {
    const app = express();
    const { refusal } = refuse(kind, 'SHELF_EMPTY', { shelf: 3 }, ['line', '0']);
    app.get('/', (_request, response) => sendRefusal(response, refusal, 'en'));
    const response = await supertest(app).get('/');
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(response.body).toMatchObject({
      type: 'about:blank',
      status,
      code: 'SHELF_EMPTY',
      detail: 'Shelf 3 is empty',
      path: ['line', '0'],
    });
    expect('params' in response.body).toBe(kind === 'RULE');
  },
);

it('every kind of refusal has a status', () => {
  expect(REFUSAL_KINDS).toHaveLength(5);
});

it('a request that did not come through the gateway has no caller', () => {
  expect(() => contextOf({} as never)).toThrow(/no context/);
});
