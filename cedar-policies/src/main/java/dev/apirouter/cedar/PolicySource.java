package dev.apirouter.cedar;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where policies and schema are read from.
 *
 * @param folder holds the policies: every {@code *.cedar} file directly in it, whose name does not
 *     begin with a dot, in the order of their names; symbolic links are followed, so that a mounted
 *     Kubernetes ConfigMap works
 * @param schema the Cedar schema: in Cedar's own syntax when the name ends in {@code .cedarschema},
 *     in its JSON form otherwise
 */
public record PolicySource(Path folder, Path schema) {
  public PolicySource {
    requireNonNull(folder, "folder");
    requireNonNull(schema, "schema");
  }
}
