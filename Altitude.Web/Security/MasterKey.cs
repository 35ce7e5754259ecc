using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Altitude.Web.Security;

/// <summary>The key that wraps what is secret at rest: Data Protection's ring, keyed hashes.</summary>
public sealed class MasterKey
{
    private readonly byte[] _key;

    /// <param name="base64">At least 32 bytes.</param>
    /// <exception cref="InvalidOperationException">Not base64, or too short.</exception>
    public MasterKey(string base64)
    {
        var buffer = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64.Trim(), buffer, out var written) || written < 32)
        {
            throw new InvalidOperationException("Altitude__MasterKey must be at least 32 random bytes as base64 (openssl rand -base64 32).");
        }

        _key = buffer[..written];
    }

    /// <summary>A key of its own for each purpose, 32 bytes.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, 32, info: Encoding.UTF8.GetBytes("altitude:" + purpose));

    public byte[] Wrap(byte[] plain, string purpose)
    {
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var (cipher, tag) = (new byte[plain.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var aes = new AesGcm(Derive(purpose), tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return [.. nonce, .. tag, .. cipher];
    }

    /// <exception cref="CryptographicException">Wrapped by another key, or altered.</exception>
    public byte[] Unwrap(byte[] wrapped, string purpose)
    {
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var plain = new byte[wrapped.Length - nonceSize - tagSize];
        using var aes = new AesGcm(Derive(purpose), tagSize);
        aes.Decrypt(wrapped.AsSpan(0, nonceSize), wrapped.AsSpan(nonceSize + tagSize), wrapped.AsSpan(nonceSize, tagSize), plain);
        return plain;
    }

    /// <summary>The same secret, wrapped anew by this key. What has been wrapped anew before is so once more.</summary>
    /// <returns>Null: neither key opens it.</returns>
    public byte[]? WrapAnew(byte[] wrapped, string purpose, MasterKey? previous)
    {
        foreach (var key in new[] { this, previous }.OfType<MasterKey>())
        {
            try
            {
                return Wrap(key.Unwrap(wrapped, purpose), purpose);
            }
            catch (CryptographicException)
            {
                // Wrapped by the other one.
            }
        }

        return null;
    }
}

/// <summary>What a feature keeps wrapped by the master key, so that all of it can be wrapped anew.</summary>
public interface IWrappedSecrets
{
    /// <param name="previous">The key that they were wrapped by, where it was another; null: the same.</param>
    Task<Rewrapped> WrapAnewAsync(MasterKey? previous, CancellationToken cancellationToken);
}

/// <summary>How many secrets have a new wrap, and how many no key that is known opens.</summary>
public readonly record struct Rewrapped(int Done, int Lost)
{
    public static Rewrapped operator +(Rewrapped one, Rewrapped other) => new(one.Done + other.Done, one.Lost + other.Lost);
}

/// <summary>Keeps Data Protection's keys wrapped in the database.</summary>
public sealed class MasterKeyXmlEncryptor(MasterKey key) : IXmlEncryptor
{
    internal const string Purpose = "data-protection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var wrapped = key.Wrap(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Purpose);
        return new EncryptedXmlInfo(new XElement("wrapped", Convert.ToBase64String(wrapped)), typeof(MasterKeyXmlDecryptor));
    }
}

/// <summary>Made by Data Protection when it reads the ring.</summary>
public sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var plain = services.GetRequiredService<MasterKey>().Unwrap(Convert.FromBase64String(encryptedElement.Value), MasterKeyXmlEncryptor.Purpose);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
