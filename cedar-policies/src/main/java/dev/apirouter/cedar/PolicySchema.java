package dev.apirouter.cedar;

import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.schema.Schema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.cedar.PolicyFiles.TextFile;
import java.util.ArrayList;
import java.util.List;

/**
 * A Cedar schema of one namespace.
 *
 * @param schema for cedar-java
 * @param namespace its one namespace
 * @param declarations what the namespace declares, in Cedar's JSON schema format; not to be changed
 */
public record PolicySchema(Schema schema, String namespace, JsonNode declarations) {
  /**
   * Parses a schema file.
   *
   * @throws PolicyLoadException when it is no valid schema, or has not exactly one, non-empty
   *     namespace (what Amazon Verified Permissions takes)
   */
  public static PolicySchema parse(TextFile file) throws PolicyLoadException {
    try {
      boolean cedarSyntax = file.path().endsWith(".cedarschema");
      Schema schema =
          Schema.parse(
              cedarSyntax ? Schema.JsonOrCedar.Cedar : Schema.JsonOrCedar.Json, file.text());
      JsonNode json =
          cedarSyntax
              ? schema.toJsonFormat()
              : CedarJson.objectReader()
                  .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                  .readTree(file.text());
      List<String> namespaces = new ArrayList<>();
      json.fieldNames().forEachRemaining(namespaces::add);
      if (namespaces.size() != 1 || namespaces.getFirst().isEmpty()) {
        throw new PolicyLoadException(
            List.of(
                file.path() + ": schema has namespaces " + namespaces + ", expected exactly one"));
      }
      String namespace = namespaces.getFirst();
      return new PolicySchema(schema, namespace, json.path(namespace));
    } catch (InternalException e) {
      throw new PolicyLoadException(List.of(file.path() + ": " + CedarMessages.of(e)));
    } catch (JsonProcessingException e) {
      throw new PolicyLoadException(
          List.of(
              file.path()
                  + ":"
                  + e.getLocation().getLineNr()
                  + ": not a JSON schema: "
                  + e.getOriginalMessage()));
    }
  }
}
