import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist",
      "generated",
      "coverage",
      "node_modules",
      ".cache",
      "docs/site",
      "test/interop/**/node_modules",
      // They are compiled beside the client that is generated for them.
      "test/interop/**/*.ts",
      "test/apps/**/*.ts", // each is checked by the compiler of its app
    ],
  },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.json", "test/tsconfig.json", "src/mock/inbox/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["src/cli/**/*.ts", "test/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off", "@typescript-eslint/require-await": "off" },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    rules: { eqeqeq: "error", "prefer-const": "error", "no-var": "error" },
  },
);
