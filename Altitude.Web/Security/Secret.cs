using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Altitude.Web.Security;

/// <summary>256 random bits, handed to a person once; only the SHA-256 is kept.</summary>
public readonly record struct Secret
{
    private Secret(string text) => Text = text;

    /// <summary>43 characters of base64url. Never store or log it.</summary>
    public string Text { get; }

    public byte[] Hash => HashOf(Text);

    public static Secret New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>SHA-256 of what somebody presented, whatever it is.</summary>
    public static byte[] HashOf(string presented) => SHA256.HashData(Encoding.UTF8.GetBytes(presented));

    /// <summary>Whether a text has a secret's form; anything else is not worth a look-up.</summary>
    public static bool HasForm(string? text) => text is { Length: 43 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public override string ToString() => "(secret)";
}
