using Altitude.Testing;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Altitude.Web.Tests.Email;

/// <summary>The tests' mail server, as the sender that the product uses meets it.</summary>
public sealed class ScriptedSmtpServerTests
{
    private static readonly CancellationToken s_soon = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public async Task It_takes_a_mail_over_TLS_from_who_signed_in()
    {
        await using var server = new ScriptedSmtpServer(user: ("altitude", "geheim"));
        using var client = await ConnectedAsync(server);
        await client.AuthenticateAsync("altitude", "geheim", s_soon);

        await client.SendAsync(Mail("Grüße\n.\n..two dots"), s_soon);

        var mail = await server.NextMailAsync(s_soon);
        Assert.Equal(("no-reply@summit-air.example", true, "altitude"), (mail.From, mail.IsSecure, mail.User));
        Assert.Equal(["dana@example.com"], mail.To);
        var read = await MimeMessage.LoadAsync(new MemoryStream(mail.Data), s_soon);
        Assert.Equal("Grüße\n.\n..two dots", read.TextBody?.ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public async Task It_refuses_a_wrong_password_and_a_mail_from_nobody()
    {
        await using var server = new ScriptedSmtpServer(user: ("altitude", "geheim"));
        using var client = await ConnectedAsync(server);

        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync("altitude", "falsch", s_soon));
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(Mail("x"), s_soon));

        Assert.True(
            refusal is SmtpCommandException { StatusCode: (SmtpStatusCode)530 } or MailKit.ServiceNotAuthenticatedException,
            refusal.ToString()
        );
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task It_answers_as_it_was_told_and_then_by_the_book_again()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = await ConnectedAsync(server);
        server.Next(SmtpMoment.Rcpt, SmtpAnswer.Say("451 4.7.1 greylisted"), SmtpAnswer.Say("550 5.1.1 nobody of that name"));

        var later = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(Mail("x"), s_soon));
        var never = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(Mail("x"), s_soon));
        await client.SendAsync(Mail("x"), s_soon);

        Assert.Equal((451, 550), ((int)later.StatusCode, (int)never.StatusCode));
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task It_can_take_a_mail_and_never_say_so()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = await ConnectedAsync(server);
        server.Next(SmtpMoment.Text, SmtpAnswer.Drop);

        await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(Mail("x"), s_soon));

        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task It_can_be_slow_for_as_long_as_the_test_wants()
    {
        await using var server = new ScriptedSmtpServer();
        using var client = await ConnectedAsync(server);
        var patience = new TaskCompletionSource();
        server.Always(SmtpMoment.Mail, SmtpAnswer.Wait(patience.Task));

        var sending = client.SendAsync(Mail("x"), s_soon);
        Assert.Empty(server.Mails);
        patience.SetResult();
        await sending;

        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Its_certificate_is_one_that_a_careful_client_refuses()
    {
        await using var server = new ScriptedSmtpServer(isSecureFromStart: true);
        using var client = new SmtpClient();

        await Assert.ThrowsAsync<SslHandshakeException>(() =>
            client.ConnectAsync("localhost", server.Port, SecureSocketOptions.SslOnConnect, s_soon)
        );
    }

    private static async Task<SmtpClient> ConnectedAsync(ScriptedSmtpServer server)
    {
        var client = new SmtpClient
        {
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = (_, certificate, _, _) =>
                certificate!.GetCertHashString() == server.Certificate.GetCertHashString(),
        };
        await client.ConnectAsync("localhost", server.Port, SecureSocketOptions.StartTls, s_soon);
        return client;
    }

    private static MimeMessage Mail(string text)
    {
        var mail = new MimeMessage
        {
            Subject = "Grüße",
            Body = new TextPart("plain") { Text = text },
        };
        mail.From.Add(MailboxAddress.Parse("no-reply@summit-air.example"));
        mail.To.Add(MailboxAddress.Parse("dana@example.com"));
        return mail;
    }
}
