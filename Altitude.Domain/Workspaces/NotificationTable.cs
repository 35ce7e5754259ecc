namespace Altitude.Domain.Workspaces;

/// <summary>Who gets a mail.</summary>
public enum NotificationAudience
{
    Customer,
    Staff,
}

/// <summary>
/// Every event that mails tell of, who is told, and what holds at first: the one table that the settings show, the staff's own choice shows, and every mail is
/// asked against when it is queued and when it is sent.
/// </summary>
public static class NotificationTable
{
    public static readonly IReadOnlyList<NotificationEvent> All =
    [
        new(
            "link",
            "Access",
            "Setup link",
            Customer: new(["new-link"]) { Always = "A customer who asks for a link cannot come in without it.", Answers = true }
        ),
        new(
            "password",
            "Access",
            "New password",
            Staff: new(["password-reset"])
            {
                Always = "Whoever forgot their password cannot come in without it.",
                Answers = true,
                ForEveryRole = true,
            }
        ),
        new(
            "second-step",
            "Access",
            "Second step of your sign-in",
            Staff: new(["second-step", "second-step-required"])
            {
                Always = "Whoever is told of a change that they did not make can still do something about it.",
                Answers = true,
                ForEveryRole = true,
            }
        ),
        new(
            "company.closed",
            "Access",
            "Company closed, or opened again",
            Staff: new(["company-closed", "company-reopened"]) { Always = "An owner who did not do it can still undo it.", Answers = true }
        ),
        new(
            "estimate.sent",
            "Estimates",
            "Estimate sent",
            Customer: new(["estimate-sent", "estimate-extended"]) { Answers = true } // Somebody of the company has just pressed Send.
        ),
        new("estimate.viewed", "Estimates", "Viewed", Staff: new(["estimate-viewed-office"]) { IsOffAtFirst = true }),
        new(
            "estimate.approved",
            "Estimates",
            "Approved",
            Customer: new(["estimate-approved"]) { Answers = true },
            Staff: new(["estimate-approved-office"])
        ),
        new(
            "estimate.declined",
            "Estimates",
            "Declined",
            Customer: new(["estimate-declined"]) { Answers = true, IsOffAtFirst = true },
            Staff: new(["estimate-declined-office"])
        ),
        new(
            "estimate.taken-back",
            "Estimates",
            "Answer taken back",
            Customer: new(["estimate-taken-back"]) { Answers = true },
            Staff: new(["estimate-taken-back-office"])
        ),
        new(
            "estimate.changes",
            "Estimates",
            "Changes requested, and your answer",
            Customer: new(["estimate-replied"]),
            Staff: new(["estimate-asked-office"])
        ),
        new("estimate.unanswered", "Estimates", "No answer yet", Customer: new(["estimate-unanswered"])),
        new("estimate.expiring", "Estimates", "About to expire", Customer: new(["estimate-expiring"])),
        new("estimate.expired", "Estimates", "Expired", Customer: new(["estimate-expired"]), Staff: new(["estimate-expired-office"])),
        new("appointment.booked", "Visits", "Booked", Customer: new(["appointment-booked"])),
        new(
            "appointment.changed",
            "Visits",
            "Moved, cancelled, another time asked for",
            Customer: new(["appointment-moved", "appointment-accepted", "appointment-declined", "appointment-cancelled", "appointment-restored"]),
            Staff: new(["appointment-asked-office"])
        ),
        new(
            "appointment.confirmed",
            "Visits",
            "Confirmed",
            Customer: new(["appointment-confirmed"]) { Answers = true, IsOffAtFirst = true },
            Staff: new(["appointment-confirmed-office"])
        ),
        new("appointment.reminder", "Visits", "Reminder", Customer: new(["appointment-reminder"])),
        new("appointment.on-my-way", "Visits", "On my way", Customer: new(["appointment-on-my-way"]) { Answers = true }),
        new(
            "appointment.done",
            "Visits",
            "Done",
            Customer: new(["appointment-done"]) { IsOffAtFirst = true },
            Staff: new(["appointment-done-office"]) { IsOffAtFirst = true }
        ),
        new("invoice.sent", "Invoices and payments", "Invoice sent", Customer: new(["invoice-sent"]) { Answers = true }),
        new("invoice.due-soon", "Invoices and payments", "Due soon", Customer: new(["invoice-due-soon"])),
        new("invoice.overdue", "Invoices and payments", "Overdue", Customer: new(["invoice-overdue"]), Staff: new(["invoice-overdue-office"])),
        new(
            "invoice.paid",
            "Invoices and payments",
            "Paid",
            Customer: new(["receipt"]) { Answers = true },
            Staff: new(["paid-office"]) { IsOffAtFirst = true }
        ),
        new(
            "invoice.refunded",
            "Invoices and payments",
            "Refunded",
            Customer: new(["refund"]),
            Staff: new(["refund-office"]) { IsOffAtFirst = true }
        ),
        new("payment.failed", "Invoices and payments", "Payment failed", Customer: new(["payment-failed"]), Staff: new(["payment-failed-office"])),
        new("message", "Messages and requests", "Message", Customer: new(["messages"]), Staff: new(["messages-office"]) { ForEveryRole = true }),
        new(
            "lead",
            "Messages and requests",
            "Request for work",
            Customer: new(["request-received"]) { Answers = true },
            Staff: new(["request-received-office"])
        ),
        new("lead.waiting", "Messages and requests", "Request that nobody came back to", Staff: new(["request-waiting-office"])),
    ];

    private static readonly Dictionary<string, NotificationCell> s_byMail = All.SelectMany(e => e.Cells)
        .SelectMany(cell => cell.Row.Mails.Select(mail => (mail, cell)))
        .ToDictionary(c => c.mail, c => c.cell, StringComparer.Ordinal);

    /// <summary>Which cell of the table a mail belongs to; null: none, so that nothing switches it off.</summary>
    public static NotificationCell? OfMail(string mail) => s_byMail.GetValueOrDefault(mail);

    public static NotificationCell? Find(string key) => All.SelectMany(e => e.Cells).FirstOrDefault(c => c.Key == key);
}

/// <summary>One event of the table.</summary>
/// <param name="Topic">The heading that it stands under.</param>
/// <param name="Customer">Null: customers are never told of it.</param>
/// <param name="Staff">Null: staff are never told of it by mail.</param>
public sealed record NotificationEvent(string Id, string Topic, string Name, NotificationRow? Customer = null, NotificationRow? Staff = null)
{
    public IEnumerable<NotificationCell> Cells
    {
        get
        {
            if (Customer is not null)
            {
                yield return new NotificationCell(this, NotificationAudience.Customer, Customer);
            }

            if (Staff is not null)
            {
                yield return new NotificationCell(this, NotificationAudience.Staff, Staff);
            }
        }
    }
}

/// <summary>What one side is told of an event.</summary>
/// <param name="Mails">Kinds of mail, as the delivery log names them.</param>
public sealed record NotificationRow(IReadOnlyList<string> Mails)
{
    /// <summary>Why it cannot be switched off; empty: it can.</summary>
    public string Always { get; init; } = "";

    public bool IsOffAtFirst { get; init; }

    /// <summary>Somebody has just pressed a button for it, so that quiet hours do not hold it up.</summary>
    public bool Answers { get; init; }

    /// <summary>It may reach staff of every role; else those who price and plan.</summary>
    public bool ForEveryRole { get; init; }
}

/// <summary>One event for one audience.</summary>
public sealed record NotificationCell(NotificationEvent Event, NotificationAudience Audience, NotificationRow Row)
{
    /// <summary>"estimate.viewed/staff": how settings name it.</summary>
    public string Key => $"{Event.Id}/{(Audience == NotificationAudience.Staff ? "staff" : "customer")}";

    public bool CanBeSwitchedOff => Row.Always.Length == 0;
}
