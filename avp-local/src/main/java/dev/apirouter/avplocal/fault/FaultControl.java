package dev.apirouter.avplocal.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;

/**
 * The control endpoint, which the real service does not have.
 *
 * <ul>
 *   <li>{@code GET /_control/faults}, {@code PUT /_control/faults} (all of them at once), {@code
 *       DELETE /_control/faults}
 *   <li>{@code GET /_control/stats}, {@code DELETE /_control/stats}
 * </ul>
 */
public final class FaultControl {
  /** Where its paths begin. */
  public static final String PREFIX = "/_control/";

  private static final JsonMapper JSON = new JsonMapper();

  private final FaultInjector injector;
  private final CallCounters counters;

  /** An answer: HTTP status and body. */
  public record Answer(int status, JsonNode body) {}

  public FaultControl(FaultInjector injector, CallCounters counters) {
    this.injector = injector;
    this.counters = counters;
  }

  /** Answers a request to a path that begins with {@link #PREFIX}. */
  public Answer answer(String method, String path, byte[] body) {
    return switch (method + " " + path) {
      case "GET /_control/faults" -> ok(injector.faults().json());
      case "PUT /_control/faults" -> put(body);
      case "DELETE /_control/faults" -> {
        injector.set(Faults.NONE);
        yield ok(injector.faults().json());
      }
      case "GET /_control/stats" -> ok(counters.json());
      case "DELETE /_control/stats" -> {
        counters.reset();
        yield ok(counters.json());
      }
      default -> refusal(404, "no such control: " + method + " " + path);
    };
  }

  private Answer put(byte[] body) {
    try {
      injector.set(Faults.parse(JSON.readTree(new String(body, StandardCharsets.UTF_8))));
      return ok(injector.faults().json());
    } catch (JsonProcessingException e) {
      return refusal(400, "not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return refusal(400, String.valueOf(e.getMessage()));
    }
  }

  private static Answer ok(JsonNode body) {
    return new Answer(200, body);
  }

  private static Answer refusal(int status, String problem) {
    return new Answer(status, JsonNodeFactory.instance.objectNode().put("error", problem));
  }
}
