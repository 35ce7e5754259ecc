using System.Globalization;
using Altitude.Testing;
using Altitude.Web.Email;
using MailKit.Security;
using Microsoft.Extensions.Configuration;

namespace Altitude.Web.Tests.Email;

public sealed class SmtpEmailSenderTests
{
    private static readonly EmailMessage Message = new(
        Guid.Empty,
        "1@portal.example.com",
        "summit-air",
        "Summit Air",
        null,
        "María Delgado\r\nBcc: thief@example.com",
        "maria.delgado@example.com",
        "Schätzung",
        "<p>Hello</p>",
        ".\nHello",
        new DateTimeOffset(2027, 6, 8, 18, 5, 0, TimeSpan.Zero)
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, SecureSocketOptions.StartTls)]
    [InlineData(true, SecureSocketOptions.SslOnConnect)]
    public async Task It_signs_in_over_TLS(bool fromStart, SecureSocketOptions security)
    {
        await using var server = new ScriptedSmtpServer(("altitude", "s3cret"), fromStart);
        var options = new SmtpOptions("localhost", server.Port, security, "altitude", "s3cret", "no-reply@example.com")
        {
            CertificateCheck = IsThatOf(server),
        };

        await new SmtpEmailSender(options).SendAsync(Message, Token);

        var mail = Assert.Single(server.Mails);
        Assert.True(mail.IsSecure);
        Assert.Equal("altitude", mail.User);
        Assert.Equal(["maria.delgado@example.com"], mail.To);
        Assert.DoesNotContain("\nBcc:", mail.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_and_a_wrong_password_can_be_mended_so_the_mail_waits()
    {
        await using var server = new ScriptedSmtpServer(("altitude", "s3cret"));
        var untrusted = new SmtpOptions("localhost", server.Port, SecureSocketOptions.StartTls, "altitude", "s3cret", "no-reply@example.com");

        var certificate = await Assert.ThrowsAsync<EmailNotSentException>(() => new SmtpEmailSender(untrusted).SendAsync(Message, Token));
        var password = await Assert.ThrowsAsync<EmailNotSentException>(() =>
            new SmtpEmailSender(untrusted with { Password = "wrong", CertificateCheck = IsThatOf(server) }).SendAsync(Message, Token)
        );

        Assert.False(certificate.IsPermanent);
        Assert.False(password.IsPermanent);
        Assert.DoesNotContain("wrong", password.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_for_now()
    {
        await using var server = new ScriptedSmtpServer();
        var never = new TaskCompletionSource();
        server.Always(SmtpMoment.Greeting, SmtpAnswer.Wait(never.Task));
        var options = new SmtpOptions("127.0.0.1", server.Port, SecureSocketOptions.None, null, null, "no-reply@example.com")
        {
            Patience = TimeSpan.FromMilliseconds(200),
        };

        var silent = await Assert.ThrowsAsync<EmailNotSentException>(() => new SmtpEmailSender(options).SendAsync(Message, Token));
        never.SetResult();

        Assert.False(silent.IsPermanent);
    }

    [Fact]
    public async Task A_quarrel_over_the_good_bye_does_not_unsend_the_mail()
    {
        await using var server = new ScriptedSmtpServer();
        server.Always(SmtpMoment.Quit, SmtpAnswer.Drop);

        await new SmtpEmailSender(new SmtpOptions("127.0.0.1", server.Port, SecureSocketOptions.None, null, null, "no-reply@example.com")).SendAsync(
            Message,
            Token
        );

        Assert.Single(server.Mails);
    }

    [Theory]
    [InlineData("Smtp__Host", "Host", "not a host")]
    [InlineData("Smtp__Port", "Port", "70000")]
    [InlineData("Smtp__Port", "Port", "smtp")]
    [InlineData("Smtp__Security", "Security", "Sometimes")]
    [InlineData("Smtp__Password", "User", "altitude")]
    [InlineData("Smtp__User", "Password", "s3cret")]
    [InlineData("Smtp__From", "From", "nobody")]
    public void A_value_that_cannot_be_used_stops_the_start_by_its_name(string named, string key, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Read(("Host", "mail.example.com"), (key, value)));

        Assert.StartsWith(named + " ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_never_goes_out_in_the_clear()
    {
        var refused = Assert.Throws<InvalidOperationException>(() =>
            Read(("Host", "mail.example.com"), ("Security", "None"), ("User", "altitude"), ("Password", "s3cret"))
        );

        Assert.StartsWith("Smtp__Security ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Port_465_speaks_TLS_from_the_start_and_others_after_STARTTLS()
    {
        Assert.Equal(SecureSocketOptions.SslOnConnect, Read(("Host", "mail.example.com"), ("Port", "465"))?.Security);
        Assert.Equal((587, SecureSocketOptions.StartTls), (Read(("Host", "mail.example.com"))!.Port, Read(("Host", "mail.example.com"))!.Security));
        Assert.Null(Read());
    }

    /// <summary>Accepts the certificate of this server, which nobody signed, and no other.</summary>
    private static System.Net.Security.RemoteCertificateValidationCallback IsThatOf(ScriptedSmtpServer server) =>
        (_, certificate, _, _) => certificate?.GetCertHashString() == server.Certificate.GetCertHashString();

    private static SmtpOptions? Read(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            values.GroupBy(v => v.Key).ToDictionary(v => string.Create(CultureInfo.InvariantCulture, $"Smtp:{v.Key}"), v => (string?)v.Last().Value)
        );
        return SmtpOptions.Read(configuration.Build());
    }
}
