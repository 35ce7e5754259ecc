using System.Net.Sockets;
using System.Security.Authentication;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Altitude.Web.Email;

/// <summary>Hands mails to the configured mail server, one connection a mail.</summary>
public sealed class SmtpEmailSender(SmtpOptions options) : IEmailSender
{
    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        using var mime = Mime(message);
        using var client = new SmtpClient
        {
            ServerCertificateValidationCallback = options.CertificateCheck,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            Timeout = (int)options.Patience.TotalMilliseconds,
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Patience * 3);
        var handed = new HandedOver();
        try
        {
            await client.ConnectAsync(options.Host, options.Port, options.Security, patience.Token);
            if (options is { User: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(user, password, patience.Token);
            }

            await client.SendAsync(mime, patience.Token, handed);
        }
        catch (SmtpCommandException refused)
        {
            throw new EmailNotSentException(IsPermanent(refused), $"{(int)refused.StatusCode} {refused.Message}", refused);
        }
        catch (Exception e) when (IsPassing(e))
        {
            throw new EmailNotSentException(isPermanent: false, handed.Any ? MayHaveArrived : Reason(e), e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EmailNotSentException(isPermanent: false, handed.Any ? MayHaveArrived : "The mail server did not answer in time.", e);
        }

        await LeaveAsync(client, patience.Token);
    }

    /// <summary>The one case in which the protocol cannot tell (RFC 5321, section 4.5.3.2.6): a second mail then carries the first one's Message-ID.</summary>
    private const string MayHaveArrived =
        "The connection to the mail server broke after the text was handed over. The mail may have arrived; it is sent again under the same Message-ID.";

    internal MimeMessage Mime(EmailMessage message)
    {
        var mime = new MimeMessage
        {
            MessageId = message.MessageId,
            Date = message.At,
            Subject = message.Subject,
            Body = new BodyBuilder { TextBody = message.Text, HtmlBody = message.Html }.ToMessageBody(),
        };
        mime.From.Add(new MailboxAddress(message.FromName, options.From));
        mime.To.Add(new MailboxAddress(message.ToName, message.ToAddress));
        if (message.ReplyTo is { } reply)
        {
            mime.ReplyTo.Add(new MailboxAddress(message.FromName, reply));
        }

        mime.Headers.Add("Auto-Submitted", "auto-generated"); // No out-of-office answers, please: RFC 3834, section 5.
        return mime;
    }

    /// <summary>5xx is final (RFC 5321, section 4.2.1), except where it speaks of our own sign-in, which an operator can mend.</summary>
    private static bool IsPermanent(SmtpCommandException refused) => (int)refused.StatusCode is >= 500 and not (530 or 534 or 535 or 538);

    /// <summary>The server is away, slow, in trouble, or set up otherwise than we are: all of it can mend.</summary>
    private static bool IsPassing(Exception e) =>
        e
            is SocketException
                or IOException
                or TimeoutException
                or ProtocolException
                or NotSupportedException
                or MailKit.Security.AuthenticationException
                or System.Security.Authentication.AuthenticationException
                or SslHandshakeException
                or ServiceNotAuthenticatedException;

    private static string Reason(Exception e) =>
        e switch
        {
            SslHandshakeException => "The mail server's certificate is not trusted, or it offers no TLS.",
            NotSupportedException => "The mail server does not offer the security that Smtp__Security asks for.",
            MailKit.Security.AuthenticationException => "The mail server refused Smtp__User and Smtp__Password.",
            SocketException or IOException => $"The mail server could not be reached: {e.Message}",
            _ => $"The mail server could not be used: {e.Message}",
        };

    /// <summary>The mail is taken; a quarrel over the good-bye changes nothing.</summary>
    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e)
            when (e is SocketException or IOException or TimeoutException or ProtocolException or OperationCanceledException or SmtpCommandException)
        {
            // See above.
        }
    }

    /// <summary>Whether the server was given any of the text.</summary>
    private sealed class HandedOver : ITransferProgress
    {
        public bool Any { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Any |= bytesTransferred > 0;

        public void Report(long bytesTransferred) => Any |= bytesTransferred > 0;
    }
}
