import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "zhike", ".venv", "build"] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["frontend/**/*.ts"] })),
  {
    files: ["frontend/**/*.ts"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 60],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
);
