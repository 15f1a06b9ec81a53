package dev.apirouter.authz.authn;

import dev.apirouter.authz.authn.jwks.JwksSnapshot;
import dev.apirouter.authz.authn.jwks.KeySource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Keys that a test sets; a refresh is due when the test has set one. */
final class TestingKeySource implements KeySource {
  volatile Optional<JwksSnapshot> keys = Optional.empty();
  volatile Optional<CompletableFuture<Void>> refresh = Optional.empty();
  final AtomicInteger refreshes = new AtomicInteger();

  @Override
  public Optional<JwksSnapshot> current() {
    return keys;
  }

  @Override
  public Optional<CompletionStage<Void>> refreshForUnknownKey() {
    refreshes.incrementAndGet();
    return refresh.map(CompletableFuture::minimalCompletionStage);
  }
}
