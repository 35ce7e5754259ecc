namespace Altitude.Data;

/// <summary>Kinds of background tasks that are queued by name; the others are kinds of activity and follow from their line by themselves.</summary>
public static class OutboxKinds
{
    /// <summary>Subject: the estimate; due at its expiry. Queue it again when a later version is sent.</summary>
    public const string ExpireEstimate = "expire-estimate";

    /// <summary>Subject: an appointment that changed; due when it has been left alone for a while. Tells its customer how it stands then.</summary>
    public const string TellVisit = "tell-visit";

    /// <summary>Subject: an appointment; due when its next reminder is. Queue it again when it is moved.</summary>
    public const string RemindVisit = "remind-visit";

    /// <summary>Subject: a setup link that was issued because its contact asked for one; the mail mints its secret.</summary>
    public const string MailLink = "mail-link";

    /// <summary>Subject: an invitation of many contacts. Sees to some of them each time, until none waits.</summary>
    public const string InviteCustomers = "invite-customers";

    /// <summary>Subject: the sign-in whose password is to be set anew.</summary>
    public const string MailPasswordReset = "mail-password-reset";

    /// <summary>Subject: a conversation; due a minute after the first message of the company that its contacts were not told of.</summary>
    public const string MailMessages = "mail-messages";

    /// <summary>Subject: a conversation; due a minute after the first message of its customer that the company was not told of.</summary>
    public const string MailMessagesToOffice = "mail-messages-office";

    /// <summary>Subject: the workspace; due when a company that was closed cannot be opened again. Closes it for good, if it still is closed.</summary>
    public const string EndWorkspace = "end-workspace";

    /// <summary>Subject: an export that somebody asked for. Packs it, once.</summary>
    public const string ExportWorkspace = "export-workspace";

    /// <summary>Subject: the workspace; due daily from its founding. Forgets what nobody needs any more.</summary>
    public const string TidyWorkspace = "tidy-workspace";

    /// <summary>Subject: a row of the webhook inbox. Reads what is true now at the payment provider.</summary>
    public const string ReadPayments = "read-payments";

    /// <summary>Subject: a checkout attempt; due when its page ends, or when an answer was lost. Asks the payment provider what became of it.</summary>
    public const string LookAtCheckout = "look-at-checkout";

    /// <summary>Subject: the payment account; due again and again while the company can be paid. Finds what webhooks lost.</summary>
    public const string ReconcilePayments = "reconcile-payments";

    /// <summary>Sweeps through one workspace. Subject: the workspace; due again and again from its founding.</summary>
    public const string SweepReminders = "sweep-reminders";

    /// <inheritdoc cref="SweepReminders"/>
    public const string SweepOverdue = "sweep-overdue";

    /// <inheritdoc cref="SweepReminders"/>
    public const string SweepEstimates = "sweep-estimates";

    /// <inheritdoc cref="SweepReminders"/>
    public const string SweepOutbox = "sweep-outbox";

    /// <inheritdoc cref="SweepReminders"/>
    public const string SweepLinks = "sweep-links";

    /// <inheritdoc cref="SweepReminders"/>
    public const string SweepSessions = "sweep-sessions";
}
