using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Conversations;

/// <summary>Messages of customer and company, and the mails that tell of them.</summary>
public sealed class ConversationTexts(CultureInfo culture) : Texts(culture)
{
    public string AddFiles => Of();
    public string AllMessages => Of();

    public string AnsweredAbout(object? by, object? number) => Of([by, number]);

    public string AskedForChanges(object? by, object? number) => Of([by, number]);

    public string AskedForNewPrice(object? by, object? number) => Of([by, number]);

    public string ChooseFilesAgain => Of();
    public string Earlier => Of();

    public string EmptyGeneral(object? company) => Of([company]);

    public string EmptyJob(object? company) => Of([company]);

    public string ErrorMark => Of();

    public string FilesHint(object? most, object? megabytes) => Of([most, megabytes]);

    public string General => Of();

    public string GeneralTitle(object? company) => Of([company]);

    public string JobsTitle => Of();

    public string MailHello(object? name) => Of([name]);

    public string MailLinkIsYours(object? until) => Of([until]);

    public string MailOpen => Of();

    public string MailFiles(int count) => Count(count);

    public string MailSubject(object? company, object? about) => Of([company, about]);

    public string MailSubjectGeneral(object? company) => Of([company]);

    public string Messages => Of();
    public string New => Of();
    public string NothingWritten => Of();
    public string PhotosAndFiles => Of();

    public string Seen(object? company) => Of([company]);

    public string SendMessage => Of();

    public string Sent(int count) => Count(count);

    public string SomebodyAnswers(object? company) => Of([company]);

    public string Unread(int count) => Count(count);

    public string YourMessage => Of();
}
