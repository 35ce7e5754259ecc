using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Tests.Background;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Altitude.Web.Tests.Features.Invoices;

/// <summary>The mail that asks for an invoice, sent by SMTP, once; it is Tuesday, 2027-06-08 12:05 in Denver.</summary>
public sealed class InvoiceMailTests(MigratedCluster cluster) : IAsyncLifetime
{
    private const string Number = "INV-2044";
    private static readonly DateOnly Today = new(2027, 6, 8);

    private ScriptedSmtpServer _server = null!; // InitializeAsync sets it, and the next.
    private MailingCompany _company = null!;
    private int _seen;

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
    public async Task It_goes_once_to_whoever_sees_invoices_with_a_link_that_leads_to_it()
    {
        await IssueAsync();
        await ActAsync((invoice, now) => invoice.Send(now));

        await RunAllAsync();
        await RunAllAsync();

        Assert.Equal(["books@delgado-rentals.example", "maria.delgado@example.com"], Fresh.Select(m => Assert.Single(m.To)).Order()); // Luis approves and sees no invoices.
        var mail = Mails("maria.delgado@example.com").Single();
        Assert.Equal("Invoice INV-2044 from Summit Air Heating & Cooling: $1,083.20 due by Tue, June 22", mail.Subject);
        Assert.Contains("Still due: $1,083.20", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/start/", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("See the invoice", mail.HtmlBody, StringComparison.Ordinal);
        Assert.All(
            await _company.ReadAsync(db => db.SetupLinks.Select(l => l.Target).ToListAsync(Token)),
            target => Assert.Equal("/portal/summit-air/invoices/INV-2044", target)
        );
    }

    [Fact]
    public async Task Sent_again_it_reminds_and_after_its_day_it_says_that_it_is_overdue()
    {
        await IssueAsync();
        await ActAsync((invoice, now) => invoice.Send(now));
        await RunAllAsync();
        Forget();

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 20, 16, 0, 0, TimeSpan.Zero));
        await ActAsync((invoice, now) => Pay(invoice, 40_000, now));
        await ActAsync((invoice, now) => invoice.Send(now));
        await RunAllAsync();
        var reminder = Mails("maria.delgado@example.com").Single();
        Assert.Equal("A reminder of invoice INV-2044: $683.20 due by Tue, June 22", reminder.Subject);
        Assert.Contains("Paid so far: $400.00", reminder.TextBody, StringComparison.Ordinal);

        Forget();
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 23, 5, 59, 0, TimeSpan.Zero)); // A minute before the day ends in Denver.
        await ActAsync((invoice, now) => invoice.Send(now));
        await RunAllAsync();
        Assert.StartsWith("A reminder", Mails("maria.delgado@example.com").Single().Subject, StringComparison.Ordinal);
        Forget();
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 23, 6, 0, 1, TimeSpan.Zero));
        await ActAsync((invoice, now) => invoice.Send(now));
        await RunAllAsync();
        Assert.Equal("Invoice INV-2044 is overdue: $683.20", Mails("maria.delgado@example.com").Single().Subject);
    }

    [Fact]
    public async Task What_is_paid_or_void_before_the_mail_leaves_is_not_asked_for()
    {
        await IssueAsync();
        await ActAsync((invoice, now) => invoice.Send(now));
        await ActAsync((invoice, now) => Pay(invoice, 108_320, now));

        await RunAllAsync();

        Assert.Empty(Fresh);
    }

    [Fact]
    public async Task Where_the_portal_is_off_it_goes_without_a_link()
    {
        await IssueAsync();
        await _company.ChangeAsync(async db =>
        {
            var workspace = await db.Workspaces.SingleAsync(Token);
            workspace.Control(workspace.Portal with { IsOn = false });
        });
        await ActAsync((invoice, now) => invoice.Send(now));

        await RunAllAsync();

        var mail = Mails("maria.delgado@example.com").Single();
        Assert.DoesNotContain("/start/", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Still due: $1,083.20", mail.TextBody, StringComparison.Ordinal);
    }

    private Task IssueAsync() =>
        _company.ChangeAsync(async db =>
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == _company.Job, Token);
            db.Add(
                Invoice.Issue(
                    Id<Invoice>.New(),
                    db.WorkspaceId,
                    job.CustomerId,
                    job.Id,
                    null,
                    Number,
                    InvoiceContent.Of(Cast.AcRepair()),
                    Today,
                    new DateOnly(2027, 6, 22)
                )
            );
        });

    private Task ActAsync(Action<Invoice, DateTimeOffset> act) =>
        _company.ChangeAsync(async db => act(await db.Invoices.Include(i => i.Payments).Include(i => i.Credits).SingleAsync(Token), db.Now));

    private static void Pay(Invoice invoice, long amount, DateTimeOffset now) =>
        invoice.Record(
            Id<Payment>.New(),
            new ReceivedByHand(
                new Money(amount, MailingCompany.Usd),
                PaymentMethods.Cheque,
                Today,
                "",
                new Recorder(Id<StaffMember>.New(), "Priya Nair"),
                Today,
                now
            ),
            m => m.ToString()
        );

    private async Task RunAllAsync()
    {
        while (await _company.RunDueAsync() > 0) { }
    }

    private void Forget() => _seen = _server.Mails.Count;

    /// <summary>Receipts follow what is paid, and are another's business.</summary>
    private IEnumerable<ReceivedMail> Fresh => _server.Mails.Skip(_seen).Where(m => !m.Text.Contains("Subject: Receipt", StringComparison.Ordinal));

    private IReadOnlyList<MimeMessage> Mails(string to) =>
        [.. Fresh.Where(m => m.To.Contains(to)).Select(m => MimeMessage.Load(new MemoryStream(m.Data), Token))];
}
