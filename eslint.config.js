import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist",
      "generated",
      "coverage",
      "node_modules",
      ".build/*.d.ts",
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
      // The reason of a signal, and what a caller's function throws, are passed on as they are: errors or not.
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "@typescript-eslint/only-throw-error": "off",
      // Callers without TypeScript and answers of a server break types: they are checked at run time.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // In generic code `as T` is not `!`, which would take `undefined` out of T itself.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  // The command writes to the terminal.
  { files: ["src/cli/**/*.ts", "test/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["test/**/*.ts"],
    rules: {
      // A test fails by itself where a value is missing.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Stand-ins for asynchronous functions have nothing to wait for.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    rules: { eqeqeq: "error", "prefer-const": "error", "no-var": "error" },
  },
);
