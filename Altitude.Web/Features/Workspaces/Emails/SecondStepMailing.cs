using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces.Emails;

/// <summary>Tells somebody that the second step of their sign-in changed, whoever did it.</summary>
public sealed class SecondStepMailing : IMailing
{
    private const string Kind = "second-step";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var id = new Id<StaffMember>(line.Subject);
        return WordsOf(line) is null
            ? []
            : await db
                .Staff.Where(s => s.Id == id && s.RemovedAt == null)
                .Select(s => new Addressee(Kind, s.Name, s.Email, s.Id.Value))
                .ToListAsync(cancellationToken);
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return WordsOf(line) is not { } words
            ? null
            : new OfficeNoticeLetter(
                head,
                words.Subject,
                "",
                $"{words.What} If you do not know of it, choose a new password at once, and tell an owner of {head.Name}.",
                [new EmailFact("When", head.Words.Instant(line.At))],
                "See your sign-in",
                head.Office("/second-step"),
                Job: null
            );
    }

    /// <returns>Null: not worth a mail, or erased.</returns>
    private static (string Subject, string What)? WordsOf(FollowedLine line)
    {
        var (what, by) = (line.Detail("what") ?? "", line.Detail("by") ?? "");
        return Enum.TryParse<SecondStepChange>(line.Detail("change"), out var change)
            ? change switch
            {
                SecondStepChange.AuthenticatorAdded => (
                    "An authenticator app was added to your sign-in",
                    "From now on the office asks for its code after your password."
                ),
                SecondStepChange.AuthenticatorRemoved => (
                    "The authenticator app was removed from your sign-in",
                    "The office asks for its codes no more."
                ),
                SecondStepChange.CodesRenewed => ("New recovery codes were made for your sign-in", "The earlier ones are void."),
                SecondStepChange.CodeUsed => (
                    "A recovery code was used to sign in as you",
                    what == "0" ? "It was the last one: make new ones." : $"Left: {what}."
                ),
                SecondStepChange.PasskeyAdded => (
                    "A passkey was added to your sign-in",
                    $"Its name is {what}. It signs you in without your password."
                ),
                SecondStepChange.PasskeyRemoved => ("A passkey was removed from your sign-in", $"Its name was {what}. It signs nobody in any more."),
                SecondStepChange.Reset => (
                    "Your second step was reset",
                    $"{by} took away your authenticator app, passkeys and recovery codes. You sign in with your password, and set up a new second step."
                ),
                _ => null,
            }
            : null;
    }
}

/// <summary>Tells those who have no second step that their company asks for one now.</summary>
public sealed class SecondStepRequiredMailing : IMailing
{
    private const string Kind = "second-step-required";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        if (line.Detail("required") != "yes")
        {
            return [];
        }

        var team = await db.Staff.Where(s => s.RemovedAt == null).OrderBy(s => s.Id).Take(TeamQuery.Most).ToListAsync(cancellationToken);
        var have = await SecondSteps.AmongAsync(db, team, cancellationToken);
        return [.. team.Where(s => !have.Contains(s.Id)).Select(s => new Addressee(Kind, s.Name, s.Email, s.Id.Value))];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return !await db.Workspaces.Select(w => w.RequiresSecondStep).SingleAsync(cancellationToken)
            ? null // Somebody thought better of it.
            : new OfficeNoticeLetter(
                head,
                $"{head.Name} asks for a second step when you sign in",
                "",
                "An authenticator app on your phone, or a passkey. You are led through it the next time you open the office; it takes two minutes.",
                [new EmailFact("Decided by", line.Detail("by") ?? "")],
                "Set it up",
                head.Office("/second-step"),
                Job: null
            );
    }
}
