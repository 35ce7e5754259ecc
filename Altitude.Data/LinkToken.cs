using System.Buffers.Text;
using System.Security.Cryptography;
using Altitude.Data.Platform;
using Altitude.Domain.PortalAccess;

namespace Altitude.Data;

/// <summary>The secret of a setup link as it stands in an address: handed over once, never kept. Its SHA-256 is what is stored and looked up.</summary>
/// <param name="Text">32 random bytes, base64url.</param>
public readonly record struct LinkToken(string Text)
{
    public const int Bytes = 32;

    /// <summary>Mints a secret for <paramref name="link"/> and stores its hash with the transaction of <paramref name="db"/>.</summary>
    public static LinkToken Mint(WorkspaceDb db, SetupLink link, LinkChannel channel)
    {
        Span<byte> secret = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(secret);
        var hash = SHA256.HashData(secret);
        db.Add(new SetupLinkSecret(link, hash, channel, db.Now));
        db.Add(
            new LinkLookup
            {
                Hash = hash,
                WorkspaceId = link.WorkspaceId,
                LinkId = link.Id,
            }
        );
        return new LinkToken(Base64Url.EncodeToString(secret));
    }

    /// <summary>The SHA-256 to look up; null: it can be no token.</summary>
    public static byte[]? HashOf(string? text)
    {
        Span<byte> secret = stackalloc byte[Bytes + 2];
        return text is { Length: 43 } && Base64Url.TryDecodeFromChars(text, secret, out var length) && length == Bytes ? SHA256.HashData(secret[..Bytes]) : null;
    }

    /// <summary>Nothing of the secret: a token that reaches a log by mistake says nothing.</summary>
    public override string ToString() => "(link token)";
}
