package dev.apirouter.authz.authn.jwks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
public final class TestingJwksEvents implements JwksEvents {
  public final List<JwksSnapshot> refreshed = new CopyOnWriteArrayList<>();
  public final List<String> ignored = new CopyOnWriteArrayList<>();
  public final List<String> failures = new CopyOnWriteArrayList<>();

  @Override
  public void refreshed(String issuer, JwksSnapshot snapshot, List<String> ignoredKeys) {
    refreshed.add(snapshot);
    ignored.addAll(ignoredKeys);
  }

  @Override
  public void failed(String issuer, String reason) {
    failures.add(reason);
  }
}
