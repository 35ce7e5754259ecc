using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Altitude.Testing;

/// <summary>
/// A device with one passkey, as a browser would let a page ask it: answers what it is asked with keys of its own (Web Authentication, Level 3, 5.1 and 6.1; ES256). It can
/// also answer as no honest browser would.
/// </summary>
public sealed class PasskeyDevice : IDisposable
{
    private static readonly string[] s_transports = ["internal"];

    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte WithKey = 0x40;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(16);
    private byte[] _user = [];
    private uint _uses;

    /// <summary>Whether it saw a finger, a face or a PIN.</summary>
    public bool Verifies { get; init; } = true;

    /// <summary>Whether it counts its uses; those that are kept with an account elsewhere do not.</summary>
    public bool Counts { get; init; } = true;

    /// <param name="asked">The page's question, as the server wrote it.</param>
    /// <param name="origin">Where the browser says the page is: "http://localhost:5080".</param>
    /// <returns>What the page's form takes along.</returns>
    public string Make(string asked, string origin)
    {
        using var question = JsonDocument.Parse(asked);
        var root = question.RootElement;
        _user = Base64Url.DecodeFromChars(root.GetProperty("user").GetProperty("id").GetString());
        var point = _key.ExportParameters(false).Q;
        byte[] key = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!]; // COSE, RFC 9053.
        byte[] data = [.. Data(root.GetProperty("rp").GetProperty("id").GetString()!, WithKey), .. new byte[16], 0, (byte)_id.Length, .. _id, .. key];
        byte[] made = [0xa3, .. Cbor("fmt"), .. Cbor("none"), .. Cbor("attStmt"), 0xa0, .. Cbor("authData"), 0x58, (byte)data.Length, .. data];
        return Answer(
            new
            {
                clientDataJSON = Text(Client("webauthn.create", root, origin)),
                attestationObject = Text(made),
                transports = s_transports,
            }
        );
    }

    /// <inheritdoc cref="Make"/>
    public string Sign(string asked, string origin)
    {
        using var question = JsonDocument.Parse(asked);
        var root = question.RootElement;
        _uses += Counts ? 1u : 0;
        var (client, data) = (Client("webauthn.get", root, origin), Data(root.GetProperty("rpId").GetString()!, 0));
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(
            new
            {
                clientDataJSON = Text(client),
                authenticatorData = Text(data),
                signature = Text(signature),
                userHandle = Text(_user),
            }
        );
    }

    public void Dispose() => _key.Dispose();

    private string Answer(object response) =>
        JsonSerializer.Serialize(
            new
            {
                id = Text(_id),
                rawId = Text(_id),
                type = "public-key",
                authenticatorAttachment = "platform",
                clientExtensionResults = new { },
                response,
            }
        );

    private byte[] Data(string domain, byte flags)
    {
        var uses = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(uses, _uses);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), (byte)(Present | (Verifies ? Verified : 0) | flags), .. uses];
    }

    private static byte[] Client(string type, JsonElement question, string origin) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type,
                challenge = question.GetProperty("challenge").GetString(),
                origin,
                crossOrigin = false,
            }
        );

    private static byte[] Cbor(string text) => [(byte)(0x60 | text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
