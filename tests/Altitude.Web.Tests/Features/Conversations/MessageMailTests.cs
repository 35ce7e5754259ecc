using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Tests.Background;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Altitude.Web.Tests.Features.Conversations;

/// <summary>Mails about messages: one for all that is unread a minute after the first, none for what was read, each message told once to each.</summary>
public sealed class MessageMailTests(MigratedCluster cluster) : IAsyncLifetime
{
    private ScriptedSmtpServer _server = null!; // Set before each test.
    private MailingCompany _company = null!; // Likewise.

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new ScriptedSmtpServer();
        _company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server));
    }

    public async ValueTask DisposeAsync()
    {
        await _company.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Several_messages_within_a_minute_come_in_one_mail_to_each_contact_who_reads_them()
    {
        await WriteAsync("We can come on Thursday.");
        await _company.PassAsync(TimeSpan.FromSeconds(40));
        await WriteAsync("Or on Friday.");
        Assert.Equal(0, await _company.RunDueAsync());

        await _company.PassAsync(TimeSpan.FromSeconds(20)); // The first message's minute, not the second's.
        await _company.RunDueAsync();

        Assert.Equal(["luis.delgado@example.com", "maria.delgado@example.com"], _server.Mails.Select(m => Assert.Single(m.To)).Order());
        foreach (var mail in _server.Mails.Select(m => MimeMessage.Load(new MemoryStream(m.Data), Token)))
        {
            Assert.Equal("Summit Air Heating & Cooling wrote to you: AC repair visit", mail.Subject);
            Assert.Contains("We can come on Thursday.", mail.TextBody, StringComparison.Ordinal);
            Assert.Contains("Or on Friday.", mail.TextBody, StringComparison.Ordinal);
            Assert.Contains("https://portal.example.com/start/", mail.TextBody, StringComparison.Ordinal);
        }

        Assert.Equal(
            ["/portal/summit-air/messages?job=JOB-1001", "/portal/summit-air/messages?job=JOB-1001"],
            await _company.ReadAsync(db => db.SetupLinks.Select(l => l.Target).ToArrayAsync(Token))
        );
    }

    [Fact]
    public async Task The_next_mail_begins_after_the_last()
    {
        await WriteAsync("First");
        await PassAsync();
        await WriteAsync("Second");
        await PassAsync();

        var marias = Mails("maria.delgado@example.com");
        Assert.Equal(2, marias.Count);
        Assert.Contains("Second", marias[1].TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("First", marias[1].TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_meanwhile_is_not_mailed_to_whoever_read_it()
    {
        await WriteAsync("Read at once");
        await _company.ChangeAsync(async db =>
        {
            var talk = await db.Conversations.SingleAsync(Token);
            db.ReadMarks.Add(new ReadMark(db.WorkspaceId, talk.Id, _company.Maria.Value, true, "Maria Delgado", 1, 1, db.Now));
        });

        await PassAsync();

        Assert.Equal(["luis.delgado@example.com"], _server.Mails.Select(m => Assert.Single(m.To)));
    }

    [Fact]
    public async Task A_mail_server_that_is_down_makes_one_mail_of_all_in_the_end()
    {
        _server.Next(SmtpMoment.Greeting, new SmtpAnswer("421 not now"));
        _server.Next(SmtpMoment.Greeting, new SmtpAnswer("421 not now"));
        await WriteAsync("First");
        await PassAsync();
        Assert.Empty(_server.Mails);
        await WriteAsync("Second");
        await PassAsync();
        await PassAsync();

        var mail = Assert.Single(Mails("maria.delgado@example.com"));
        Assert.Contains("First", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Second", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customers_message_goes_to_the_colleague_who_answers_unless_somebody_has_read_it()
    {
        await AskAsync("Is it serious?");
        await PassAsync();
        var told = _server.Mails.Select(m => Assert.Single(m.To)).ToArray();
        Assert.NotEmpty(told);
        Assert.DoesNotContain(told, to => to.Contains("delgado", StringComparison.Ordinal));
        Assert.Contains("Is it serious?", Mails(told[0])[0].TextBody, StringComparison.Ordinal);

        await AskAsync("Hello?");
        await _company.ChangeAsync(async db => (await db.Conversations.SingleAsync(Token)).NoteOfficeRead("Owen", 2, 0));
        await PassAsync();

        Assert.Equal(told.Length, _server.Mails.Count);
    }

    private List<MimeMessage> Mails(string to) =>
        [.. _server.Mails.Where(m => m.To.Contains(to)).Select(m => MimeMessage.Load(new MemoryStream(m.Data), Token))];

    private async Task PassAsync()
    {
        await _company.PassAsync(TimeSpan.FromMinutes(1));
        await _company.RunDueAsync();
    }

    private Task WriteAsync(string text) =>
        PutAsync(new MessageAuthor(Guid.NewGuid(), "Priya Nair", IsCustomer: false), text, OutboxKinds.MailMessages);

    private Task AskAsync(string text) =>
        PutAsync(new MessageAuthor(_company.Maria.Value, "Maria Delgado", IsCustomer: true), text, OutboxKinds.MailMessagesToOffice);

    private Task PutAsync(MessageAuthor by, string text, string mail) =>
        _company.ChangeAsync(async db =>
        {
            var talk = await Altitude.Web.Features.Conversations.ConversationPlace.LockAsync(db, _company.Delgado, _company.Job, Token);
            Altitude.Web.Features.Conversations.Writing.Put(db, talk, by, text, []);
            await Altitude.Web.Features.Conversations.Writing.QueueMailAsync(db, mail, talk.Id, Token);
        });
}
