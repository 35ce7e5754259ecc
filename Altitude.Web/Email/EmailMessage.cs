namespace Altitude.Web.Email;

/// <summary>One mail to one person, ready to be handed over.</summary>
/// <param name="Id">The delivery's.</param>
/// <param name="MessageId">Without angle brackets; the same for every attempt.</param>
/// <param name="Workspace">Slug of the company that it comes from.</param>
/// <param name="FromName">The company; the address is the sender's business.</param>
/// <param name="ReplyTo">Null: nobody reads answers.</param>
/// <param name="At">UTC; the Date header.</param>
public sealed record EmailMessage(
    Guid Id,
    string MessageId,
    string Workspace,
    string FromName,
    string? ReplyTo,
    string ToName,
    string ToAddress,
    string Subject,
    string Html,
    string Text,
    DateTimeOffset At
)
{
    /// <summary>Ids alone: the body may hold a link that opens.</summary>
    public override string ToString() => $"mail {Id}";
}

/// <summary>The door through which every mail leaves. Whatever sends mail can stand behind it.</summary>
public interface IEmailSender
{
    /// <exception cref="EmailNotSentException">It was not taken.</exception>
    Task SendAsync(EmailMessage message, CancellationToken cancellationToken);
}

/// <summary>The mail was not taken: for good, or for now.</summary>
/// <param name="isPermanent">Trying again would end the same.</param>
/// <param name="reason">What the staff read in the delivery log.</param>
public sealed class EmailNotSentException(bool isPermanent, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public bool IsPermanent { get; } = isPermanent;
}
