using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace Altitude.Testing;

/// <summary>A mail as the server took it.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients that were not refused.</param>
/// <param name="Data">Header and body, dots unstuffed.</param>
/// <param name="IsSecure">Whether it came over TLS.</param>
/// <param name="User">Who had signed in; null: nobody.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, byte[] Data, bool IsSecure, string? User)
{
    public string Text => Encoding.UTF8.GetString(Data);
}

/// <summary>The points of a conversation at which the server may be told to answer otherwise.</summary>
public enum SmtpMoment
{
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,

    /// <summary>The verb, before the text of the mail.</summary>
    Data,

    /// <summary>The end of the mail's text: what is answered here decides whether the server has taken it.</summary>
    Text,
    Quit,
}

/// <summary>One answer that differs from the usual one.</summary>
/// <param name="Reply">The line to say; null with <paramref name="Drops"/>: none; null otherwise: the usual one.</param>
/// <param name="Until">Said no sooner than this is done; null: at once.</param>
/// <param name="Drops">The connection is cut instead of an answer. At <see cref="SmtpMoment.Text"/> the mail has been taken all the same.</param>
public sealed record SmtpAnswer(string? Reply = null, Task? Until = null, bool Drops = false)
{
    public static SmtpAnswer Drop { get; } = new(Drops: true);

    public static SmtpAnswer Say(string reply) => new(reply);

    public static SmtpAnswer Wait(Task until) => new(Until: until);
}

/// <summary>A small SMTP server on loopback that answers by the book, except where a test has told it otherwise.</summary>
public sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<SmtpMoment, ConcurrentQueue<SmtpAnswer>> _next = new();
    private readonly ConcurrentDictionary<SmtpMoment, SmtpAnswer> _always = new();
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly Channel<ReceivedMail> _arrivals = Channel.CreateUnbounded<ReceivedMail>();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly (string Name, string Password)? _user;
    private readonly bool _isSecureFromStart;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="user">Who must sign in; null: nobody.</param>
    /// <param name="isSecureFromStart">TLS before the first word, as on port 465; else STARTTLS is offered.</param>
    /// <param name="port">0: any free one.</param>
    public ScriptedSmtpServer((string Name, string Password)? user = null, bool isSecureFromStart = false, int port = 0)
    {
        (_user, _isSecureFromStart) = (user, isSecureFromStart);
        Certificate = SelfSigned();
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>For localhost and 127.0.0.1, signed by nobody: a client that checks refuses it.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>All mails taken so far, oldest first.</summary>
    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    /// <summary>How many connections were made so far.</summary>
    public int Connections => _connections;

    /// <summary>The next mail to come, or that has come since the last was asked for.</summary>
    public ValueTask<ReceivedMail> NextMailAsync(CancellationToken cancellationToken) => _arrivals.Reader.ReadAsync(cancellationToken);

    /// <summary>The next times that the conversation comes to this moment, these are the answers, one each.</summary>
    public void Next(SmtpMoment moment, params SmtpAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            _next.GetOrAdd(moment, _ => new()).Enqueue(answer);
        }
    }

    /// <summary>From now on this is the answer; null: the usual one again.</summary>
    public void Always(SmtpMoment moment, SmtpAnswer? answer)
    {
        if (answer is null)
        {
            _always.TryRemove(moment, out _);
        }
        else
        {
            _always[moment] = answer;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_conversations);
        Certificate.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _conversations.Add(TalkAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            var conversation = new Conversation(this, client.GetStream(), _stop.Token);
            try
            {
                await conversation.RunAsync();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException or FormatException)
            {
                // The client went away or talks nonsense, the script drops it, or the server ends.
            }
            finally
            {
                await conversation.DisposeAsync();
            }
        }
    }

    private SmtpAnswer? Scripted(SmtpMoment moment) =>
        _next.TryGetValue(moment, out var answers) && answers.TryDequeue(out var next) ? next : _always.GetValueOrDefault(moment);

    private void Take(ReceivedMail mail)
    {
        _mails.Enqueue(mail);
        _arrivals.Writer.TryWrite(mail);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    // One client's connection, RFC 5321 as far as a sender goes.
    private sealed class Conversation(ScriptedSmtpServer server, Stream plain, CancellationToken stop) : IAsyncDisposable
    {
        private Stream _stream = plain;
        private bool _isSecure;
        private string? _user;
        private string _from = "";
        private List<string> _to = [];

        public async Task RunAsync()
        {
            if (server._isSecureFromStart)
            {
                await SecureAsync();
            }
            await AnswerAsync(SmtpMoment.Greeting, "220 mail.example ESMTP");
            while (await ReadTextAsync() is { } line)
            {
                switch (line.Split(' ', 2)[0].ToUpperInvariant())
                {
                    case "EHLO":
                        await AnswerAsync(SmtpMoment.Ehlo, Abilities());
                        break;
                    case "HELO":
                        await AnswerAsync(SmtpMoment.Ehlo, "250 mail.example");
                        break;
                    case "STARTTLS":
                        if (await AnswerAsync(SmtpMoment.StartTls, "220 go ahead"))
                        {
                            await SecureAsync();
                        }
                        break;
                    case "AUTH":
                        await SignInAsync(line.Split(' '));
                        break;
                    case "MAIL" when server._user is not null && _user is null:
                        await SayAsync("530 5.7.0 authentication required");
                        break;
                    case "MAIL":
                        if (await AnswerAsync(SmtpMoment.Mail, "250 2.1.0 ok"))
                        {
                            (_from, _to) = (Address(line), []);
                        }
                        break;
                    case "RCPT":
                        if (await AnswerAsync(SmtpMoment.Rcpt, "250 2.1.5 ok"))
                        {
                            _to.Add(Address(line));
                        }
                        break;
                    case "DATA" when _to.Count == 0:
                        await SayAsync("503 5.5.1 no recipients");
                        break;
                    case "DATA":
                        if (await AnswerAsync(SmtpMoment.Data, "354 end with a dot"))
                        {
                            await TakeTextAsync();
                        }
                        break;
                    case "RSET":
                        _to = [];
                        await SayAsync("250 2.0.0 ok");
                        break;
                    case "NOOP":
                        await SayAsync("250 2.0.0 ok");
                        break;
                    case "QUIT":
                        await AnswerAsync(SmtpMoment.Quit, "221 2.0.0 bye");
                        return;
                    default:
                        await SayAsync("502 5.5.1 not known");
                        break;
                }
            }
        }

        public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

        private string Abilities()
        {
            List<string> abilities = ["mail.example", "PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "SIZE 20000000"];
            if (!_isSecure)
            {
                abilities.Add("STARTTLS");
            }
            else if (server._user is not null)
            {
                abilities.Add("AUTH PLAIN LOGIN");
            }
            return string.Join("\r\n", abilities.Select((ability, i) => (i == abilities.Count - 1 ? "250 " : "250-") + ability));
        }

        private async Task SignInAsync(string[] words)
        {
            string name;
            string password;
            if (words.ElementAtOrDefault(1)?.ToUpperInvariant() == "PLAIN")
            {
                var parts = Decoded(words.Length > 2 ? words[2] : await AskAsync("334 ")).Split('\0');
                (name, password) = (parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
            }
            else
            {
                name = Decoded(words.Length > 2 ? words[2] : await AskAsync("334 VXNlcm5hbWU6"));
                password = Decoded(await AskAsync("334 UGFzc3dvcmQ6"));
            }
            if ((name, password) != server._user)
            {
                await SayAsync("535 5.7.8 name or password is wrong");
            }
            else if (await AnswerAsync(SmtpMoment.Auth, "235 2.7.0 welcome"))
            {
                _user = name;
            }
        }

        private async Task TakeTextAsync()
        {
            var text = new MemoryStream();
            while (true)
            {
                var line = await ReadAsync() ?? throw new IOException("The client left before the end of the text.");
                if (line is [(byte)'.'])
                {
                    break;
                }

                text.Write(line is [(byte)'.', ..] ? line.AsSpan(1) : line);
                text.Write("\r\n"u8);
            }
            var mail = new ReceivedMail(_from, [.. _to], text.ToArray(), _isSecure, _user);
            var scripted = server.Scripted(SmtpMoment.Text);
            // Taken before it is answered for: who hears the answer finds the mail, and who does not may send it twice.
            if (scripted is null || scripted.Drops || scripted.Reply is null or ['2', ..])
            {
                server.Take(mail);
            }
            _to = [];
            await PlayAsync(scripted, "250 2.0.0 taken");
        }

        /// <returns>Whether the answer was favourable, so that the conversation goes on as usual.</returns>
        private async Task<bool> AnswerAsync(SmtpMoment moment, string usual) => await PlayAsync(server.Scripted(moment), usual);

        private async Task<bool> PlayAsync(SmtpAnswer? scripted, string usual)
        {
            if (scripted?.Until is { } until)
            {
                await until.WaitAsync(stop);
            }
            if (scripted?.Drops == true)
            {
                throw new IOException("dropped by the script");
            }
            var reply = scripted?.Reply ?? usual;
            await SayAsync(reply);
            return reply[0] is '2' or '3';
        }

        private async Task SecureAsync()
        {
            var tls = new SslStream(_stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server.Certificate }, stop);
            (_stream, _isSecure) = (tls, true);
        }

        private async Task SayAsync(string reply) => await _stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), stop);

        private async Task<string> AskAsync(string reply)
        {
            await SayAsync(reply);
            return await ReadTextAsync() ?? throw new IOException("no answer");
        }

        private async Task<string?> ReadTextAsync() => await ReadAsync() is { } line ? Encoding.UTF8.GetString(line) : null;

        private async Task<byte[]?> ReadAsync()
        {
            var line = new MemoryStream();
            var one = new byte[1];
            while (await _stream.ReadAsync(one, stop) == 1)
            {
                if (one[0] == '\n')
                {
                    return line.ToArray();
                }
                if (one[0] != '\r')
                {
                    line.WriteByte(one[0]);
                }
            }
            return null;
        }

        private static string Decoded(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

        private static string Address(string line) =>
            line.IndexOf('<', StringComparison.Ordinal) is var from and >= 0 && line.IndexOf('>', from) is var to and > 0
                ? line[(from + 1)..to]
                : throw new FormatException(line);
    }
}
