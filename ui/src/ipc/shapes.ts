// Written by `make types` from src-tauri/core; do not edit.

/** What certainly is a credential: who issues it, and its whole pattern. */
export const SHAPES: readonly { issuer: string; what: string; pattern: string }[] = [
  { issuer: 'CodePushGo', what: 'API key', pattern: 'cpg_[0-9a-f]{48}' },
  { issuer: 'CodeDig', what: 'API key', pattern: 'aca_k1_[A-Za-z0-9_-]{8,200}' },
  { issuer: 'DgiDgi One', what: 'SDK key', pattern: 'chy_sdk_[A-Za-z0-9_-]{8,200}' },
  { issuer: 'DgiDgi One', what: 'CLI key', pattern: 'chy_cli_[A-Za-z0-9_-]{8,200}' },
  { issuer: 'DgiDgi One', what: 'CI/CD key', pattern: 'chy_ci_[A-Za-z0-9_-]{8,200}' },
  { issuer: 'DgiDgi One', what: 'integration key', pattern: 'chy_int_[A-Za-z0-9_-]{8,200}' },
  { issuer: 'DgiDgi One', what: 'marketplace key', pattern: 'chy_mkt_[A-Za-z0-9_-]{8,200}' },
  { issuer: 'Axiomo', what: 'API key', pattern: 'ax_[A-Za-z0-9_-]{8,200}' },
  { issuer: 'GitHub', what: 'personal access token', pattern: 'ghp_[A-Za-z0-9]{36}' },
  { issuer: 'GitHub', what: 'OAuth token', pattern: 'gho_[A-Za-z0-9]{36}' },
  { issuer: 'GitHub', what: 'user-to-server token', pattern: 'ghu_[A-Za-z0-9]{36}' },
  { issuer: 'GitHub', what: 'server-to-server token', pattern: 'ghs_[A-Za-z0-9]{36}' },
  { issuer: 'GitHub', what: 'refresh token', pattern: 'ghr_[A-Za-z0-9]{36}' },
  {
    issuer: 'GitHub',
    what: 'fine-grained personal access token',
    pattern: 'github_pat_[A-Za-z0-9_]{82}',
  },
  {
    issuer: 'GitLab',
    what: 'access token',
    pattern: 'glpat-(?:[A-Za-z0-9_-]{27,300}\\.[0-9a-z]{9}|[A-Za-z0-9_-]{20})',
  },
  { issuer: 'Anthropic', what: 'API key', pattern: 'sk-ant-api03-[A-Za-z0-9_-]{93}AA' },
  { issuer: 'Anthropic', what: 'admin key', pattern: 'sk-ant-admin01-[A-Za-z0-9_-]{93}AA' },
  { issuer: 'OpenRouter', what: 'API key', pattern: 'sk-or-v1-[0-9a-f]{64}' },
  {
    issuer: 'OpenAI',
    what: 'project key',
    pattern: 'sk-proj-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}',
  },
  {
    issuer: 'OpenAI',
    what: 'service account key',
    pattern: 'sk-svcacct-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}',
  },
  {
    issuer: 'OpenAI',
    what: 'admin key',
    pattern: 'sk-admin-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}',
  },
  { issuer: 'OpenAI', what: 'API key', pattern: 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}' },
  { issuer: 'npm', what: 'access token', pattern: 'npm_[A-Za-z0-9]{36}' },
  { issuer: 'SendGrid', what: 'API key', pattern: 'SG\\.[A-Za-z0-9_=.-]{66}' },
  {
    issuer: 'Sentry',
    what: 'organization token',
    pattern: 'sntrys_eyJpYXQiO[A-Za-z0-9+/=_-]{20,400}',
  },
  { issuer: 'Sentry', what: 'user token', pattern: 'sntryu_[0-9a-f]{64}' },
  {
    issuer: 'Grafana',
    what: 'service account token',
    pattern: 'glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}',
  },
  { issuer: 'Grafana', what: 'cloud token', pattern: 'glc_[A-Za-z0-9+/]{32,400}={0,3}' },
  { issuer: 'DigitalOcean', what: 'personal access token', pattern: 'dop_v1_[0-9a-f]{64}' },
  { issuer: 'Supabase', what: 'secret key', pattern: 'sb_secret_[A-Za-z0-9_-]{20,100}' },
  { issuer: 'Supabase', what: 'access token', pattern: 'sbp_[0-9a-f]{40}' },
  {
    issuer: 'CodeDig, Capgo and others',
    what: 'session token',
    pattern: 'eyJ[A-Za-z0-9_-]{4,}\\.eyJ[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{2,}',
  },
];
