/**
 * REST doors of identity: the token endpoint (RFC 6749), revocation (RFC 7009), server metadata (RFC 8414) and the key
 * set (RFC 7517), which authenticate by what the request itself carries; and files of customers up and down, for who is
 * signed in.
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { Router, urlencoded } from 'express';
import { customerFaults, takeCustomerFile } from './http/import-files.ts';
import { memberArchive } from './http/member-archive.ts';
import { revokeToken, tokenEndpoint } from './http/token-endpoint.ts';
import type { IdentityService } from './service.ts';
import { issuerOf } from './tokens/issuer.ts';

const KEYS_MAX_AGE_SECONDS = 300;

export function createHttp(service: IdentityService, kit: ModuleKit): Router {
  const router = Router();
  const form = urlencoded({ extended: false, limit: '16kb', parameterLimit: 20 });
  const self = { kind: 'module', name: kit.name } as const;
  router.post('/oauth2/token', form, tokenEndpoint(service));
  router.post('/oauth2/revoke', form, revokeToken(service));
  router.post('/identity-files/imports', takeCustomerFile(service));
  router.get('/identity-files/imports/:id/errors.csv', customerFaults(service));
  router.get('/identity-files/members/:id/archive.zip', memberArchive(service));
  router.get('/.well-known/jwks.json', async (_request, response) => {
    response.setHeader('Cache-Control', `public, max-age=${KEYS_MAX_AGE_SECONDS}`);
    response.json({ keys: await service.publishedKeys(self, {}) });
  });
  router.get('/.well-known/oauth-authorization-server', (_request, response) => {
    response.setHeader('Cache-Control', `public, max-age=${KEYS_MAX_AGE_SECONDS}`);
    response.json(metadata(issuerOf(kit.config)));
  });
  return router;
}

function metadata(issuer: string): object {
  return {
    issuer,
    token_endpoint: `${issuer}/oauth2/token`,
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials', 'refresh_token'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    access_token_signing_alg_values_supported: ['ES256'],
  };
}
