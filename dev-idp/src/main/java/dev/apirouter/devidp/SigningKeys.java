package dev.apirouter.devidp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.text.ParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * The provider's key pairs, one RS256 and one ES256 per generation. The newest generation signs;
 * the JWKS also holds those before it, so that tokens they signed go on being accepted.
 *
 * <p>The first generation is always the same and public, {@code development-keys.json}: tokens that
 * are written down, as in {@code envoy/checks}, stay valid over restarts.
 */
final class SigningKeys {
  /** The newest and the two before it: enough to see a rotation, and bounded. */
  static final int GENERATIONS = 3;

  private static final int RSA_BITS = 2_048;

  private record Generation(RSAKey rsa, ECKey ec) {}

  private final Deque<Generation> generations = new ArrayDeque<>();

  SigningKeys() {
    generations.addFirst(published());
  }

  /** Makes new keys, which sign from now on; the oldest leave the JWKS when there are too many. */
  void rotate() {
    Generation generation = generate();
    synchronized (generations) {
      generations.addFirst(generation);
      while (generations.size() > GENERATIONS) {
        generations.removeLast();
      }
    }
  }

  /** The newest key for {@code algorithm}, RS256 or ES256. */
  JWK signingKey(JWSAlgorithm algorithm) {
    synchronized (generations) {
      Generation newest = generations.getFirst();
      return algorithm.equals(JWSAlgorithm.ES256) ? newest.ec() : newest.rsa();
    }
  }

  /** The public keys of every generation, newest first. */
  JWKSet publicKeys() {
    List<JWK> keys = new ArrayList<>();
    synchronized (generations) {
      for (Generation generation : generations) {
        keys.add(generation.rsa().toPublicJWK());
        keys.add(generation.ec().toPublicJWK());
      }
    }
    return new JWKSet(keys);
  }

  private static Generation published() {
    try (InputStream file = SigningKeys.class.getResourceAsStream("development-keys.json")) {
      JWKSet keys = JWKSet.load(Objects.requireNonNull(file));
      return new Generation(
          keys.getKeyByKeyId("development-rs256").toRSAKey(),
          keys.getKeyByKeyId("development-es256").toECKey());
    } catch (IOException | ParseException e) {
      throw new IllegalStateException("Can't read development-keys.json", e);
    }
  }

  private static Generation generate() {
    try {
      return new Generation(
          new RSAKeyGenerator(RSA_BITS)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .keyIDFromThumbprint(true)
              .generate(),
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .keyIDFromThumbprint(true)
              .generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("This JDK can't make RSA and P-256 keys", e);
    }
  }
}
