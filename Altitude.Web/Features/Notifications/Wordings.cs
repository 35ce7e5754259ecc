using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Notifications;

/// <summary>One mail's words, as the office edits them.</summary>
/// <param name="ChangedBy">Empty: the house's words stand.</param>
public sealed record WordingView(
    CustomerMail Mail,
    MailWords House,
    MailWords Words,
    bool IsOwn,
    string ChangedBy,
    DateTimeOffset? ChangedAt,
    WorkspaceView Company,
    DateTimeOffset Now
);

/// <summary>How a mail would look in some words.</summary>
/// <param name="Html">A whole document, for a frame of its own.</param>
/// <param name="Problem">Why they cannot be used; null: they can. The rest then shows the last that could.</param>
public sealed record WordingPreview(string Subject, string Html, string? Problem);

/// <summary>Reads the words of the company's mails to customers.</summary>
public sealed class WordingsQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>Which mails the company words itself.</summary>
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<IReadOnlySet<string>> OwnAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see these settings");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return (await db.MailWordings.Select(w => w.Mail).Take(100).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
    }

    /// <returns>Null: there is no such mail.</returns>
    /// <inheritdoc cref="OwnAsync"/>
    public async Task<WordingView?> RunAsync(Staff staff, string kind, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see these settings");
        if (CustomerMails.Find(kind) is not { } mail)
        {
            return null;
        }

        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var own = await db.MailWordings.AsNoTracking().SingleOrDefaultAsync(w => w.Mail == kind, cancellationToken);
        var house = mail.House(company.Culture);
        return new WordingView(
            mail,
            house,
            own is null ? house : new MailWords(own.Subject, own.Text),
            own is not null,
            own?.ChangedBy ?? "",
            own?.ChangedAt,
            company,
            db.Now
        );
    }
}

/// <summary>Draws a mail in words that are not kept yet, with the demo's figures.</summary>
public sealed class PreviewWording(WorkspaceDbFactory workspaces, LetterWriter writer, PublicAddress site)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or there is no such mail.</exception>
    public async Task<WordingPreview> RunAsync(Staff staff, string kind, MailWords wanted, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see these settings");
        var letter = await WordingLetters.SampleAsync(workspaces, site, staff, kind, cancellationToken);
        var (words, problem) = (wanted.Tidy(), (string?)null);
        try
        {
            words.Require(letter.Mail.Variables);
        }
        catch (RuleViolation unusable)
        {
            // A long text is cut, so that a preview costs no more than the mail would.
            problem = unusable.Message;
            words = new MailWords(Cut(words.Subject, MailWords.LongestSubject), Cut(words.Text, MailWords.LongestText));
        }

        var worded = new WordedLetter(letter.Sample, words.With(WordedLetter.ValuesOf(letter.Sample)));
        return new WordingPreview(worded.Subject, await writer.HtmlAsync(worded), problem);
    }

    private static string Cut(string text, int longest) => text.Length > longest ? text[..longest] : text;
}

/// <summary>Owners and admins word a mail themselves; it holds for every mail that is not written yet.</summary>
public sealed class ChangeWording(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or the words cannot be used; the message lists the variables that there are.</exception>
    public Task RunAsync(Staff staff, string kind, MailWords wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        var mail = WordingLetters.Find(kind);
        var words = wanted.Tidy();
        words.Require(mail.Variables);
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var own = await db.MailWordings.SingleOrDefaultAsync(w => w.Mail == kind, cancellationToken);
                if (own is null)
                {
                    own = MailWording.Of(db.WorkspaceId, kind);
                    db.MailWordings.Add(own);
                }

                own.Write(words, staff.StaffName, db.Now);
                db.Record(new MailReworded(db.WorkspaceId, kind, IsReset: false));
            },
            cancellationToken
        );
    }
}

/// <summary>The house's words stand again. Twice changes nothing.</summary>
public sealed class ResetWording(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or there is no such mail.</exception>
    public Task RunAsync(Staff staff, string kind, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        WordingLetters.Find(kind);
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                if (await db.MailWordings.Where(w => w.Mail == kind).ExecuteDeleteAsync(cancellationToken) > 0)
                {
                    db.Record(new MailReworded(db.WorkspaceId, kind, IsReset: true));
                }
            },
            cancellationToken
        );
    }
}

/// <summary>Somebody has the mail that they are writing sent to themselves, with the demo's figures. It leaves at once, and they hear how that ended.</summary>
public sealed class SendTestMail(WorkspaceDbFactory workspaces, LetterWriter writer, IEmailSender sender, PublicAddress site, RateLimits limits)
{
    public const string NotSent = "notification.test-not-sent";
    private static readonly RateLimit Tests = new("test-mail", 20, TimeSpan.FromHours(1));

    /// <returns>The address that it went to.</returns>
    /// <exception cref="RuleViolation">Their role does not allow it, the words cannot be used, it was too often, or the mail server did not take it.</exception>
    public async Task<string> RunAsync(Staff staff, string kind, MailWords wanted, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "send tests");
        var letter = await WordingLetters.SampleAsync(workspaces, site, staff, kind, cancellationToken);
        var words = wanted.Tidy();
        words.Require(letter.Mail.Variables);
        await limits.RequireAsync(Tests, staff.StaffId.ToString(), cancellationToken);
        string address;
        await using (var db = await workspaces.ReadAsync(staff, cancellationToken))
        {
            address = await db.Staff.Where(s => s.Id == staff.StaffId).Select(s => s.Email).SingleAsync(cancellationToken);
        }

        var id = Guid.CreateVersion7();
        var worded = new WordedLetter(letter.Sample, words.With(WordedLetter.ValuesOf(letter.Sample)));
        var test = new EmailDelivery
        {
            Id = id,
            WorkspaceId = staff.WorkspaceId,
            Kind = kind,
            Recipient = address,
            RecipientName = staff.StaffName,
            MessageId = $"{id:N}@{site.Root.Host}",
        };
        var message = await writer.WriteAsync(worded, test);
        try
        {
            await sender.SendAsync(message with { Subject = $"Test: {message.Subject}" }, cancellationToken);
        }
        catch (EmailNotSentException refused)
        {
            throw new RuleViolation(NotSent, $"The test was not sent. {refused.Message}");
        }

        return address;
    }
}

/// <summary>Mails with the demo's figures.</summary>
internal static class WordingLetters
{
    public static CustomerMail Find(string kind) =>
        CustomerMails.Find(kind) ?? throw new RuleViolation(NotificationRules.Unknown, "There is no such mail. Load the page again.");

    public static async Task<(CustomerMail Mail, ICustomerLetter Sample)> SampleAsync(
        WorkspaceDbFactory workspaces,
        PublicAddress site,
        Staff staff,
        string kind,
        CancellationToken cancellationToken
    )
    {
        var mail = Find(kind);
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return (mail, CustomerMails.Sample(mail, Letterhead.Of(await WorkspaceViews.ReadAsync(db, cancellationToken), site, db.Now)));
    }
}
