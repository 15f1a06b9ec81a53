package dev.apirouter.avplocal.protocol;

/**
 * The one key that requests may be signed with.
 *
 * @param id access key id
 * @param secret secret access key
 * @param expiredToken a session token that counts as expired; every other one is accepted
 */
public record AccessKey(String id, String secret, String expiredToken) {
  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
