using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Activity;

/// <summary>Says what happened, without a full stop, so that a list and a sentence can both use it.</summary>
public static class ActivitySentences
{
    /// <summary>Kinds that a customer's timeline shows; the rest is the office's.</summary>
    public static readonly IReadOnlySet<string> ForCustomers = new HashSet<string>
    {
        "estimate.sent",
        "estimate.approved",
        "estimate.declined",
        "estimate.withdrawn",
        "estimate.expired",
        "estimate.extended",
        "estimate.changes-requested",
        "estimate.new-price-asked",
        "estimate.replied",
        "estimate.approval-taken-back",
        "estimate.decline-taken-back",
        "checkout.processing",
        "checkout.failed",
        "message.sent",
        "message.received",
        "job-message.sent",
        "job-message.received",
        "appointment.booked",
        "appointment.moved",
        "appointment.confirmed",
        "appointment.time-requested",
        "appointment.time-accepted",
        "appointment.time-declined",
        "appointment.on-my-way",
        "appointment.done",
        "appointment.no-show",
        "appointment.reopened",
        "appointment.cancelled",
        "invoice.sent",
        "invoice.issued",
        "invoice.payment",
        "invoice.payment-reversed",
        "invoice.applied",
        "invoice.refunded",
        "invoice.refund-arrived",
        "invoice.credited",
        "invoice.credit-reversed",
        "invoice.voided",
        "lead.received",
    };

    public static bool IsForCustomers(string kind) => ForCustomers.Contains(kind);

    public static string ForCustomer(ActivityLine line, WorkspaceView workspace)
    {
        var texts = new ActivityTexts(workspace.Culture);
        return line.Kind switch
        {
            "estimate.sent" when line.Detail("version") is not ("" or "1") => texts.NewVersionSent(
                workspace.Name,
                line.Detail("number"),
                Amount(line, workspace)
            ),
            "estimate.sent" => texts.EstimateSent(workspace.Name, line.Detail("number"), Amount(line, workspace)),
            "estimate.extended" => texts.Extended(workspace.Name, line.Detail("number"), Through(line, workspace)),
            "appointment.time-accepted" => texts.TimeAccepted(Local(line, workspace), Local(line, workspace, "from")),
            "appointment.time-declined" => texts.TimeDeclined(workspace.Name, Local(line, workspace), Quoted(line)),
            "lead.received" => texts.AskedForWork(line.Detail("name"), line.Detail("service")),
            "estimate.replied" => texts.Answered(workspace.Name, line.Detail("number"), Quoted(line)),
            "message.sent" or "job-message.sent" => texts.CompanyWrote(line.Detail("by"), workspace.Name, Quoted(line)),
            "message.received" or "job-message.received" => texts.Wrote(line.Detail("by"), Quoted(line)),
            _ => ForStaff(line, workspace),
        };
    }

    public static string ForStaff(ActivityLine line, WorkspaceView workspace)
    {
        var texts = new ActivityTexts(workspace.Culture);
        return line.Kind switch
        {
            "job.opened" => $"Job {line.Detail("number")} was opened: {line.Detail("title")}",
            "job.moved" => $"{line.Detail("number")} moved to {Stage(line.Detail("to"))}",
            "job.assigned" => $"Assigned to {line.Detail("name")}",
            "job.ended" => $"The job was {line.Detail("end").ToLowerInvariant()}" + (line.Detail("reason") is { Length: > 0 } why ? $": {why}" : ""),
            "job.reopened" => $"{line.Detail("number")} goes on after all",
            "job.renamed" => $"{line.Detail("number")} is now called {line.Detail("what")}, it was {line.Detail("before")}",
            "job.place-changed" when line.Detail("what").Length == 0 => $"Where {line.Detail("number")} is done is not known any more",
            "job.place-changed" => $"{line.Detail("number")} is done at {line.Detail("what")}",
            "job.tagged" => $"{line.Detail("number")} was tagged {line.Detail("what")}",
            "job.untagged" => $"{line.Detail("number")} is no longer tagged {line.Detail("what")}",
            "checklist.added" => $"On the checklist: {line.Detail("what")}",
            "checklist.done" => $"Done: {line.Detail("what")}",
            "checklist.undone" => $"Not done after all: {line.Detail("what")}",
            "checklist.moved" => $"Moved on the checklist: {line.Detail("what")}",
            "checklist.removed" => $"Off the checklist: {line.Detail("what")}",
            "checklist.restored" => $"On the checklist again: {line.Detail("what")}",
            "note.written" => $"{line.Detail("by")} wrote a note for the team",
            "note.edited" => $"{line.Detail("by")} changed a note",
            "note.pinned" => $"{line.Detail("by")} pinned a note",
            "note.unpinned" => $"{line.Detail("by")} unpinned a note",
            "note.removed" => $"{line.Detail("by")} removed a note",
            "note.restored" => $"{line.Detail("by")} brought a note back",
            "estimate.drafted" => $"Estimate {line.Detail("number")} was drafted",
            "estimate.sent" => $"Estimate {line.Detail("number")} was sent, {Amount(line, workspace)}",
            "estimate.approved" when line.Detail("recordedBy") is { Length: > 0 } recorder => texts.ApprovedRecorded(
                line.Detail("by"),
                line.Detail("number"),
                line.Detail("how"),
                Amount(line, workspace),
                recorder
            ),
            "estimate.approved" => texts.Approved(line.Detail("by"), line.Detail("number"), Package(line), Amount(line, workspace)),
            "estimate.declined" => texts.Declined(
                line.Detail("by"),
                line.Detail("number"),
                line.Detail("reason") is { Length: > 0 } reason ? $": “{reason}”" : ""
            ),
            "estimate.withdrawn" => texts.Withdrawn(line.Detail("number")),
            "estimate.expired" => texts.Expired(line.Detail("number")),
            "price-item.added" => $"{line.Detail("name")} was added to the price book",
            "price-item.changed" => $"{line.Detail("name")} was changed in the price book",
            "price-item.offered" => $"{line.Detail("name")} is offered again",
            "price-item.retired" => $"{line.Detail("name")} is no longer offered",
            "template.kept" => $"Template {line.Detail("name")} was kept",
            "template.renamed" => $"A template is now called {line.Detail("name")}",
            "template.removed" => $"Template {line.Detail("name")} was removed",
            "template.restored" => $"Template {line.Detail("name")} was brought back",
            "estimate.unanswered" => $"The customer is reminded that {line.Detail("number")} waits for an answer",
            "estimate.expiring" => $"The customer is reminded that {line.Detail("number")} ends soon",
            "estimate.extended" => $"Estimate {line.Detail("number")} was extended to {Through(line, workspace)}",
            "estimate.viewed" => $"{line.Detail("by")} looked at {line.Detail("number")}"
                + (line.Detail("version") is "" or "1" ? "" : $", version {line.Detail("version")}"),
            "estimate.changes-requested" => texts.AsksForChanges(line.Detail("by"), line.Detail("number"), Quoted(line)),
            "estimate.new-price-asked" => texts.AsksForNewPrice(line.Detail("by"), line.Detail("number"), Quoted(line)),
            "estimate.replied" => $"{line.Detail("by")} answered about {line.Detail("number")}{Quoted(line)}",
            "estimate.approval-taken-back" => texts.ApprovalTakenBack(line.Detail("by"), line.Detail("number")),
            "estimate.decline-taken-back" => texts.NoLongerDeclines(line.Detail("by"), line.Detail("number")),
            "appointment.booked" => texts.Booked(line.Detail("title"), Local(line, workspace)),
            "appointment.moved" => texts.VisitMoved(line.Detail("title"), Local(line, workspace, "from"), Local(line, workspace)),
            "appointment.confirmed" when line.Detail("by") is { Length: > 0 } by => texts.VisitConfirmedBy(by, Local(line, workspace)),
            "appointment.confirmed" => texts.VisitConfirmed(Local(line, workspace)),
            "appointment.time-requested" => texts.AsksForAnotherTime(line.Detail("by"), Local(line, workspace), Quoted(line)),
            "appointment.time-accepted" =>
                $"The visit is on {Local(line, workspace)} instead of {Local(line, workspace, "from")}, as the customer asked",
            "appointment.time-declined" => $"The visit on {Local(line, workspace)} stays as it is{Quoted(line)}",
            "appointment.changed" => $"The visit on {Local(line, workspace)} was changed: {line.Detail("title")}",
            "appointment.noted" => $"Notes were written on the visit of {Local(line, workspace)}",
            "appointment.no-show" => texts.VisitMissed(Local(line, workspace)),
            "appointment.reopened" => texts.VisitAheadAgain(Local(line, workspace)),
            "appointment.reminded" => $"The customer is reminded of the visit on {Local(line, workspace)}",
            "appointment.told" => $"The customer is told about the visit: {line.Detail("what").ToLowerInvariant()}",
            "appointment.on-my-way" => texts.OnTheWay,
            "appointment.done" => texts.VisitDone(line.Detail("title")),
            "appointment.cancelled" => texts.VisitCancelled(Local(line, workspace), Quoted(line)),
            "invoice.issued" => texts.InvoiceIssued(line.Detail("number"), Amount(line, workspace)),
            "invoice.sent" => texts.InvoiceSent(line.Detail("number"), Amount(line, workspace)),
            "invoice.due-soon" => $"The customer is reminded that {line.Detail("number")} is due soon, {Amount(line, workspace)}",
            "invoice.overdue" => $"{line.Detail("number")} is overdue, and the customer is reminded, {Amount(line, workspace)}",
            "invoice.voided" => texts.InvoiceVoided(line.Detail("number")),
            "invoice.payment" when OnTop(line, workspace) is { Length: > 0 } onTop => texts.PaidAndOnTop(
                Amount(line, workspace),
                line.Detail("number"),
                onTop
            ),
            "invoice.payment" => texts.Paid(Amount(line, workspace), line.Detail("number")),
            "checkout.begun" => $"Somebody set out to pay {Amount(line, workspace)} of {line.Detail("number")} online",
            "checkout.processing" => texts.BankAsked(Amount(line, workspace), line.Detail("number")),
            "checkout.failed" => texts.PaymentFailed(Amount(line, workspace), line.Detail("number")),
            "checkout.expired" => $"The payment page for {Amount(line, workspace)} of {line.Detail("number")} closed unpaid",
            "checkout.disputed" => $"{Amount(line, workspace)} for {line.Detail("number")} is disputed with the payer's bank",
            "checkout.dispute-closed" => $"The dispute about {Amount(line, workspace)} for {line.Detail("number")} is over: {line.Detail("dispute")}",
            "payments.changed" => "How the company is paid online has changed",
            "invoice.payment-reversed" => texts.PaymentReversed(Amount(line, workspace), line.Detail("number")),
            "invoice.applied" => texts.Applied(Amount(line, workspace), line.Detail("number"), line.Detail("to")),
            "invoice.refunded" => texts.Refunded(Amount(line, workspace), line.Detail("number")),
            "invoice.refund-arrived" => texts.RefundArrived(Amount(line, workspace), line.Detail("number")),
            "invoice.refund-failed" => $"The refund of {Amount(line, workspace)} on {line.Detail("number")} failed at the payment provider",
            "invoice.credited" => texts.Credited(Amount(line, workspace), line.Detail("number")),
            "invoice.credit-reversed" => texts.CreditReversed(Amount(line, workspace), line.Detail("number")),
            "invoice-draft.begun" => $"An invoice was begun: {line.Detail("title")}",
            "invoice-draft.discarded" => $"The draft of an invoice was dropped: {line.Detail("title")}",
            "lead.received" => $"{line.Detail("name")} asks for work ({line.Detail("number")}): {line.Detail("service")}",
            "lead.follow-up" =>
                $"Somebody comes back to {line.Detail("number")}{(line.Detail("day").Length == 0 ? "" : $" on {FollowUpDay(line, workspace)}")}",
            "lead.waiting" when line.Detail("day") == "yes" => $"Today is the day to come back to {line.Detail("name")} ({line.Detail("number")})",
            "lead.waiting" => $"Nobody came back to {line.Detail("name")} yet ({line.Detail("number")})",
            "lead.lost" => $"{line.Detail("number")} was lost: {line.Detail("reason")}",
            "lead.reopened" => $"{line.Detail("number")} was opened again",
            "lead.converted" => $"{line.Detail("number")} became job {line.Detail("job")}",
            "message.sent" or "job-message.sent" => $"{line.Detail("by")} wrote to the customer{Quoted(line)}",
            "message.received" or "job-message.received" => texts.Wrote(line.Detail("by"), Quoted(line)),
            "conversation.read" => $"{line.Detail("by")} read the messages",
            "conversation.assigned" => $"The conversation was given to {line.Detail("name")}",
            "conversation.settled" => $"{line.Detail("name")} noted that no answer is needed",
            "conversation.reopened" => $"{line.Detail("name")} noted that an answer is needed",
            "file.added" => $"{line.Detail("by")} added {line.Detail("name")}",
            "file.removed" => $"{line.Detail("by")} removed {line.Detail("name")}",
            "file.restored" => $"{line.Detail("by")} brought back {line.Detail("name")}",
            "link.issued" => $"A setup link was issued for {line.Detail("contact")}",
            "link.handed-over" => $"A setup link of {line.Detail("contact")} was copied",
            "link.revoked" => $"A setup link of {line.Detail("contact")} was revoked",
            "link.resent" => $"A setup link of {line.Detail("contact")} was mailed again",
            "access.revoked" =>
                $"The access of {line.Detail("contact")} was revoked: {line.Detail("links")} links, {line.Detail("sessions")} sessions",
            "invitation.started" => $"{line.Detail("total")} people are being invited to the portal",
            "invitation.moved" => $"{line.Detail("done")} of {line.Detail("total")} invitations were seen to",
            "invitation.finished" => $"All {line.Detail("total")} invitations were seen to",
            "workspace.changed" when line.Detail("part") == "access" =>
                $"Everybody's access was revoked: {line.Detail("links")} links, {line.Detail("sessions")} sessions",
            "link.requested" => $"{line.Detail("contact")} asked for a new link",
            "session.began" => $"{line.Detail("contact")} signed in to the portal",
            "session.ended" => $"A session of {line.Detail("contact")} ended",
            "viewing.began" => $"{line.Detail("by")} viewed the portal as {line.Detail("contact")}",
            "viewing.ended" => $"{line.Detail("by")} stopped viewing the portal as {line.Detail("contact")}",
            "contact.added" => $"{line.Detail("name")} became a contact",
            "contact.email-asked" => $"{line.Detail("name")} asks to be written to at {line.Detail("email")}",
            "contact.removed" => $"{line.Detail("name")} is no longer a contact",
            "contact.changed" => $"What is written down of {line.Detail("name")} was corrected",
            "location.added" => $"A place of {line.Detail("name")} was written down",
            "location.removed" => $"A place of {line.Detail("name")} was removed",
            "location.restored" => $"A removed place of {line.Detail("name")} is back",
            "location.changed" => $"A place of {line.Detail("name")} was corrected",
            "customer.merged" => $"{line.Detail("name")} was merged into {line.Detail("into")}",
            "customer.registered" => $"{line.Detail("name")} became a customer",
            "calendar.issued" => $"{line.Detail("name")} made a calendar address for their visits",
            "calendar.revoked" => $"{line.Detail("name")} ended their calendar address",
            "staff.joined" => $"{line.Detail("name")} joined the team",
            "staff.role-changed" =>
                $"{line.Detail("name")} is {line.Detail("role").ToLowerInvariant()} now, and was {line.Detail("from").ToLowerInvariant()}",
            "workspace.opened" => $"The office was opened, and the portal is found at /portal/{line.Detail("slug")}",
            WorkspaceShut.EventKind => $"{line.Detail("by")} closed the company",
            WorkspaceReopened.EventKind => $"{line.Detail("by")} opened the company again",
            "export.asked" => $"{line.Detail("by")} asked for an export of all data",
            "export.moved" => $"An export is at {line.Detail("percent")} per cent",
            "export.ready" => $"The export that {line.Detail("by")} asked for is ready",
            "export.fetched" => $"{line.Detail("by")} downloaded an export of all data",
            "staff.invited" => $"{line.Detail("name")} was invited to the team, as {line.Detail("role").ToLowerInvariant()}",
            "staff.invitation-resent" => $"The invitation of {line.Detail("name")} went out again",
            "staff.invitation-withdrawn" => $"The invitation of {line.Detail("name")} was withdrawn",
            "staff.changed" => $"{line.Detail("name")} changed what customers see of them",
            "staff.removed" => $"{line.Detail("name")} left the team",
            SecondStepChanged.EventKind => SecondStep(line),
            SecondStepRequired.EventKind when line.Detail("required") == "yes" =>
                $"{line.Detail("by")} asks everybody who works here for a second step when they sign in",
            SecondStepRequired.EventKind => $"{line.Detail("by")} no longer asks for a second step",
            "staff-session.began" => "Somebody of the team signed in",
            "staff-session.ended" => "A sign-in of the team ended",
            "staff.mails-chosen" => $"{line.Detail("name")} chose which mails they get",
            "workspace.changed" when line.Detail("part") == "portal" => PortalChange(line),
            "workspace.changed" => $"Settings changed: {line.Detail("part")}",
            "sweep.did" when line.Detail("did").Length == 0 => $"The sweep of {line.Detail("sweep")} found nothing to do",
            "sweep.did" => $"The sweep of {line.Detail("sweep")} did its work: {line.Detail("did")}",
            "notifications.reworded" when line.Detail("end") == "reset" => $"The house's words stand again in a mail ({Mail(line)})",
            "notifications.reworded" => $"The words of a mail were changed ({Mail(line)})",
            "notifications.changed" => $"Settings of mails changed: {line.Detail("what")}",
            "mail.asked-for" => $"The mail to {line.Detail("to")} is sent again ({Mail(line)})",
            "sweep.asked-for" => $"The sweep of {line.Detail("sweep").ToLowerInvariant()} was run by hand",
            "mail.sent" => $"Mailed to {line.Detail("to")}: {Mail(line)}",
            "mail.failed" => $"The mail to {line.Detail("to")} could not be delivered ({Mail(line)}): {line.Detail("error")}",
            "mail.deferred" => $"The mail to {line.Detail("to")} waits for their mail server ({Mail(line)})",
            "mail.withheld" => $"The mail to {line.Detail("to")} was no longer needed ({Mail(line)})",
            _ => line.Kind,
        };
    }

    private static string SecondStep(ActivityLine line)
    {
        var (name, what) = (line.Detail("name"), line.Detail("what"));
        return Enum.TryParse<SecondStepChange>(line.Detail("change"), out var change)
            ? change switch
            {
                SecondStepChange.AuthenticatorAdded => $"{name} set up an authenticator app",
                SecondStepChange.AuthenticatorRemoved => $"{name} removed their authenticator app",
                SecondStepChange.CodesRenewed => $"{name} made new recovery codes",
                SecondStepChange.CodeUsed => $"{name} signed in with a recovery code; {what} left",
                SecondStepChange.PasskeyAdded => $"{name} added a passkey: {what}",
                SecondStepChange.PasskeyRenamed => $"{name} renamed a passkey: {what}",
                SecondStepChange.PasskeyRemoved => $"{name} removed a passkey: {what}",
                SecondStepChange.Reset => $"{line.Detail("by")} reset the second step of {name}",
                _ => $"The second step of {name} changed",
            }
            : $"The second step of {name} changed";
    }

    /// <summary>"estimate sent"</summary>
    private static string Mail(ActivityLine line) => line.Detail("mail").Replace('-', ' ');

    private static string Amount(ActivityLine line, WorkspaceView workspace) =>
        long.TryParse(line.Detail("amount"), CultureInfo.InvariantCulture, out var minor)
            ? workspace.Words.Money(new Money(minor, new Currency(line.Detail("currency"))))
            : "";

    private static string OnTop(ActivityLine line, WorkspaceView workspace) =>
        long.TryParse(line.Detail("on-top"), CultureInfo.InvariantCulture, out var minor) && minor > 0
            ? workspace.Words.Money(new Money(minor, new Currency(line.Detail("currency"))))
            : "";

    private static string Through(ActivityLine line, WorkspaceView workspace) =>
        DateOnly.TryParseExact(line.Detail("through"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? workspace.Words.Day(day)
            : "";

    private static string FollowUpDay(ActivityLine line, WorkspaceView workspace) =>
        DateOnly.TryParseExact(line.Detail("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? workspace.Words.Day(day)
            : "";

    private static string Quoted(ActivityLine line) => line.Detail("text") is { Length: > 0 } text ? $": “{text}”" : "";

    private static string Package(ActivityLine line) => line.Detail("package") is { Length: > 0 } package ? $"{package}, " : "";

    private static string Local(ActivityLine line, WorkspaceView workspace, string detail = "local") =>
        DateTime.TryParse(line.Detail(detail), CultureInfo.InvariantCulture, out var local)
            ? $"{workspace.Words.Day(DateOnly.FromDateTime(local))}, {workspace.Words.Time(TimeOnly.FromDateTime(local))}"
            : "";

    /// <summary>"Portal settings changed: sessions last 1 hour at most, Messages hidden"</summary>
    private static string PortalChange(ActivityLine line)
    {
        string[] changes =
        [
            .. line
                .Details.OrderBy(d => d.Key, StringComparer.Ordinal)
                .Select(d =>
                    (d.Key, d.Value) switch
                    {
                        ("on", "yes") => "switched on",
                        ("on", _) => "switched off",
                        ("link-hours", "1") => "setup links open for 1 hour",
                        ("link-hours", var hours) => $"setup links open for {hours} hours",
                        ("session-hours", "1") => "sessions last 1 hour at most",
                        ("session-hours", var hours) => $"sessions last {hours} hours at most",
                        ("idle-minutes", "0") => "unused sessions stay",
                        ("idle-minutes", var minutes) => $"unused sessions end after {minutes} minutes",
                        ("hidden", var sections) => $"{sections} hidden",
                        ("shown", var sections) => $"{sections} shown again",
                        ("welcome", "") => "welcome removed",
                        ("welcome", _) => "welcome written",
                        ("terms", var what) => $"terms {what}",
                        ("privacy", var what) => $"privacy notice {what}",
                        _ => "",
                    }
                )
                .Where(words => words.Length > 0),
        ];
        return changes.Length == 0 ? "Portal settings saved as they were" : $"Portal settings changed: {string.Join(", ", changes)}";
    }

    private static string Stage(string stored) => Enum.TryParse<JobStage>(stored, out var stage) ? StateNames.Of(stage) : stored;
}
