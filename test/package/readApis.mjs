import { join, sep } from "node:path";
import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true });

/**
 * Reads what declaration files export.
 *
 * @param entries the declaration files
 * @param folder declarations under it belong to the package; those in its folder `generated` are not followed
 * @returns of every entry, in the order of names: the declarations of its exports and of what these lead to without
 * being exported by any entry, both without comments, and the places that users can name and that have no docstring
 */
export function readApis(entries, folder) {
  const program = ts.createProgram(entries, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    strict: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const target = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isOwn = (node) => {
    const { fileName } = node.getSourceFile();
    return fileName.startsWith(folder + sep) && !fileName.startsWith(join(folder, "generated") + sep);
  };

  const exports = entries.map((entry) => {
    const source = program.getSourceFile(entry);
    if (source === undefined) throw new Error(`${entry} is missing: npm run build`);
    return checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map(target);
  });
  const known = new Set(exports.flat());
  return exports.map((exported) => ({
    exported: exported.toSorted(byName).flatMap(print),
    reached: reachedFrom(exported).toSorted(byName).flatMap(print),
    undocumented: [...new Set(exported.toSorted(byName).flatMap(undocumentedIn))].sort(),
  }));

  function reachedFrom(exported) {
    const found = new Set(exported);
    const visit = (node) => {
      const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
      if (symbol !== undefined && isDeclaredAtTop(target(symbol))) found.add(target(symbol));
      ts.forEachChild(node, visit);
    };
    for (const symbol of found)
      if (!known.has(symbol) || exported.includes(symbol)) symbol.declarations?.forEach(visit);
    return [...found].filter((symbol) => !known.has(symbol));
  }

  function isDeclaredAtTop({ declarations: [declaration] = [] }) {
    return (
      declaration !== undefined &&
      isOwn(declaration) &&
      ts.isSourceFile(statementOf(declaration).parent ?? {})
    );
  }

  function undocumentedIn(symbol) {
    const places = new Map([[symbol.name, isDocumented(symbol)]]);
    const look = (member, path) => {
      const [node] = member.declarations ?? [];
      if (node?.name === undefined || !isMember(node) || !isOwn(node) || isTelling(node)) return;
      // Where it is written, not where it was found. One of a union's members may speak for the others.
      const owner = ts.isInterfaceDeclaration(node.parent) ? node.parent.name.text : path;
      const place = `${owner}.${member.name}`;
      places.set(place, places.get(place) === true || isDocumented(member));
    };
    // What it has from others, and what stands in it at any depth.
    const [declaration] = symbol.declarations ?? [];
    const isType = ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
    const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : undefined;
    for (const part of type?.isUnion() ? type.types : type ? [type] : [])
      for (const property of checker.getPropertiesOfType(part)) look(property, symbol.name);
    const visit = (node, path) => {
      const member = isMember(node) ? checker.getSymbolAtLocation(node.name) : undefined;
      if (member !== undefined) look(member, path);
      ts.forEachChild(node, (child) => visit(child, member === undefined ? path : `${path}.${member.name}`));
    };
    for (const one of symbol.declarations ?? []) if (isOwn(one)) visit(one, symbol.name);
    return [...places].filter(([, isDone]) => !isDone).map(([place]) => place);
  }

  function isDocumented(symbol) {
    return symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0;
  }
}

function isMember(node) {
  return (
    (ts.isPropertySignature(node) ||
      ts.isMethodSignature(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isGetAccessor(node)) &&
    !ts.isPrivateIdentifier(node.name)
  );
}

/** Whether the type says it all: the one value that tells apart a union's members, or none at all. */
function isTelling({ type }) {
  return type !== undefined && (ts.isLiteralTypeNode(type) || type.kind === ts.SyntaxKind.NeverKeyword);
}

function print({ declarations = [] }) {
  return declarations.map((declaration) => {
    const statement = statementOf(declaration);
    return printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile());
  });
}

/** A variable is declared by a statement that holds a list. */
function statementOf(declaration) {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

function byName(a, b) {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
