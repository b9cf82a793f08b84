import type { SchemaTree } from "hyparquet";
import { isListLike } from "hyparquet/src/schema.js";
import type { FieldPath, Step } from "../field-path.ts";
import { type FieldMapping, firstSteps } from "../fields.ts";

/** A top-level column as far as the mapping asks for it. */
export interface WantedColumn {
  readonly name: string;
  /** What is read of it. */
  readonly tree: SchemaTree;
  /** From the schema's root to each leaf. */
  readonly leaves: readonly (readonly SchemaTree[])[];
}

/**
 * The columns that a mapping's paths lead to, and of structs only the fields that they lead to; none of the one name that no object may
 * have as a field.
 */
export function wantedColumns(schema: SchemaTree, mapping: FieldMapping): readonly WantedColumn[] {
  const paths = [mapping.id, mapping.text, mapping.url, ...mapping.metadata.map((field) => field.paths)].flat();
  const asked = firstSteps(mapping);
  return fieldsOf(
    schema,
    paths.filter(([first]) => asked.has(first as string)),
  ).map((tree) => ({ name: tree.element.name, tree, leaves: leavesOf(tree, [schema]) }));
}

const after = (paths: readonly FieldPath[], step: Step): FieldPath[] =>
  paths.filter((path) => path[0] === step).map((path) => path.slice(1));

/** Fields of a struct, or of the schema's root, that paths lead to. */
function fieldsOf(struct: SchemaTree, paths: readonly FieldPath[]): readonly SchemaTree[] {
  return struct.children.flatMap((child) => prune(child, after(paths, child.element.name)) ?? []);
}

function prune(tree: SchemaTree, paths: readonly FieldPath[]): SchemaTree | undefined {
  if (paths.length === 0) return undefined;
  const { converted_type: kind, repetition_type: repetition, logical_type: logical } = tree.element;
  const isWhole = paths.some((path) => path.length === 0) || tree.children.length === 0;
  if (isWhole || kind === "MAP" || repetition === "REPEATED" || logical?.type === "VARIANT") return tree;
  if (isListLike(tree)) return pruneList(tree, after(paths, null));
  const children = fieldsOf(tree, paths);
  return children.length > 0 ? { ...tree, children: [...children] } : undefined;
}

/** Of a list of three levels the element is pruned; other lists are read whole, since what they mean depends on their fields. */
function pruneList(tree: SchemaTree, paths: readonly FieldPath[]): SchemaTree | undefined {
  const [repeated] = tree.children;
  const element = repeated?.children[0];
  if (paths.length === 0) return undefined;
  if (!repeated || !element || repeated.children.length > 1) return tree;
  const pruned = prune(element, paths);
  return pruned && { ...tree, children: [{ ...repeated, children: [pruned] }] };
}

function leavesOf(tree: SchemaTree, above: readonly SchemaTree[]): (readonly SchemaTree[])[] {
  const path = [...above, tree];
  return tree.children.length === 0 ? [path] : tree.children.flatMap((child) => leavesOf(child, path));
}
