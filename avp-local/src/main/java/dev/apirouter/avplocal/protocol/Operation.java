package dev.apirouter.avplocal.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/** One operation of the service. */
@FunctionalInterface
public interface Operation {
  /**
   * Carries the operation out.
   *
   * @return the output structure
   * @throws AvpException the error to answer with
   */
  JsonNode handle(Input input);
}
