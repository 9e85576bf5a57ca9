import sfPlugin from 'eslint-plugin-sf-plugin';
import tseslint from 'typescript-eslint';

const sizes = {
  complexity: ['error', 12],
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
  { ignores: ['lib/', 'node_modules/', 'test/sf/node_modules/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...sizes,
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { 'sf-plugin': sfPlugin },
    rules: { 'sf-plugin/no-missing-messages': 'error' },
  },
  {
    // scripts of the simulator's page: they share one scope, so what one leaves unused another may use
    files: ['src/simulator/page/browser/*.js'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      sourceType: 'script',
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...sizes,
      '@typescript-eslint/no-unused-vars': ['error', { vars: 'local' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/commands/**/*.ts'],
    rules: {
      'sf-plugin/command-example': 'error',
      'sf-plugin/command-summary': 'error',
      'sf-plugin/flag-summary': 'error',
      'sf-plugin/flag-case': 'error',
      'sf-plugin/no-hardcoded-messages-commands': 'error',
      'sf-plugin/no-hardcoded-messages-flags': 'error',
      'sf-plugin/only-extend-SfCommand': 'error',
      'sf-plugin/no-json-flag': 'error',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // mocha's describe callbacks hold many tests; chai's assertions are expressions
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
