package dev.apirouter.authz.authn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a token, which stands for it in cache keys. The whole digest: with less, whoever
 * can get many tokens could look for one that is mistaken for another.
 *
 * @param first bits 0–63 of the digest
 * @param second bits 64–127
 * @param third bits 128–191
 * @param fourth bits 192–255
 */
public record TokenIdentity(long first, long second, long third, long fourth) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The identity of a token. */
  public static TokenIdentity of(String token) {
    byte[] digest = sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    return new TokenIdentity(
        (long) LONGS.get(digest, 0),
        (long) LONGS.get(digest, 8),
        (long) LONGS.get(digest, 16),
        (long) LONGS.get(digest, 24));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Any 32 bits of a digest are a good hash. */
  @Override
  public int hashCode() {
    return Long.hashCode(first);
  }
}
