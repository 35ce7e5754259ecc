using System.Globalization;
using System.Net;
using System.Net.Security;
using Altitude.Web.Hosting;
using MailKit.Security;
using MimeKit;

namespace Altitude.Web.Email;

/// <summary>The mail server that takes the company's mails. Every value was checked when the program started.</summary>
/// <param name="From">Address in the From header and the envelope; the name beside it is the company's.</param>
public sealed record SmtpOptions(string Host, int Port, SecureSocketOptions Security, string? User, string? Password, string From)
{
    /// <summary>For tests with a certificate that nobody signed; null: as the system decides.</summary>
    internal RemoteCertificateValidationCallback? CertificateCheck { get; init; }

    /// <summary>How long one step of the conversation may take.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <returns>Null: no mail server is configured.</returns>
    /// <exception cref="InvalidOperationException">A value cannot be used; the message names its key.</exception>
    public static SmtpOptions? Read(IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Smtp");
        if (smtp["Host"]?.Trim() is not { Length: > 0 } host)
        {
            return null;
        }

        Require(Uri.CheckHostName(host) != UriHostNameType.Unknown, "Smtp__Host", "is not the name or address of a mail server");
        var port = 587;
        if (smtp["Port"] is { Length: > 0 } written)
        {
            Require(
                int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535,
                "Smtp__Port",
                "is not a port, 1 to 65535"
            );
        }

        var security = (smtp["Security"] ?? (port == 465 ? "Tls" : "StartTls")).ToUpperInvariant() switch
        {
            "STARTTLS" => SecureSocketOptions.StartTls,
            "TLS" => SecureSocketOptions.SslOnConnect,
            "NONE" => SecureSocketOptions.None,
            _ => throw Wrong("Smtp__Security", "is not one of StartTls, Tls, None"),
        };
        var (user, password) = (Null(smtp["User"]), Null(smtp["Password"]));
        Require(user is null || password is not null, "Smtp__Password", "is missing although Smtp__User is set");
        Require(user is not null || password is null, "Smtp__User", "is missing although Smtp__Password is set");
        Require(
            user is null
                || security != SecureSocketOptions.None
                || host == "localhost"
                || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)),
            "Smtp__Security",
            "is None, which would send Smtp__Password in the clear"
        );
        var from = Null(smtp["From"]) ?? $"no-reply@{new PublicAddress(configuration["Altitude:PublicUrl"]).Root.Host}";
        Require(
            MailboxAddress.TryParse(from, out var mailbox) && mailbox.Address == from && from.Contains('@', StringComparison.Ordinal),
            "Smtp__From",
            "is not an e-mail address"
        );
        return new SmtpOptions(host, port, security, user, password, from);
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => $"{Host}:{Port} ({Security})";

    private static string? Null(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static void Require(bool condition, string key, string what)
    {
        if (!condition)
        {
            throw Wrong(key, what);
        }
    }

    private static InvalidOperationException Wrong(string key, string what) => new($"{key} {what}.");
}
