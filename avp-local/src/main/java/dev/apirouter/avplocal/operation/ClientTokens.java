package dev.apirouter.avplocal.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.Operation;
import dev.apirouter.avplocal.protocol.TextRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an operation that creates something idempotent: a second call with the same client token
 * and parameters gets the first one's output, and creates nothing.
 */
final class ClientTokens {
  private static final Duration REMEMBERED = Duration.ofHours(8);
  private static final int MAX_REMEMBERED = 10_000;

  private final Clock clock;
  private final Map<Key, Call> calls = new LinkedHashMap<>();

  private record Key(String operation, String token) {}

  private record Call(JsonNode input, JsonNode output, Instant at) {}

  ClientTokens(Clock clock) {
    this.clock = clock;
  }

  Operation idempotent(String name, Operation operation) {
    return input -> {
      Optional<String> token = input.optionalText("clientToken", TextRule.CLIENT_TOKEN);
      return token.isEmpty()
          ? operation.handle(input)
          : once(new Key(name, token.get()), input, operation);
    };
  }

  private synchronized JsonNode once(Key key, Input input, Operation operation) {
    Instant now = clock.instant();
    Call before = calls.get(key);
    if (before != null && before.at().plus(REMEMBERED).isAfter(now)) {
      if (!before.input().equals(input.json())) {
        throw AvpException.conflict(
            "The client token '%s' was used with other parameters".formatted(key.token()));
      }
      return before.output();
    }
    JsonNode output = operation.handle(input);
    calls.remove(key);
    calls.put(key, new Call(input.json(), output, now));
    if (calls.size() > MAX_REMEMBERED) {
      calls.remove(calls.keySet().iterator().next());
    }
    return output;
  }
}
