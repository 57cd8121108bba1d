use super::*;
use crate::clipboard;
use std::fmt::Write;

/// WebKit's own small browser: a window that is not Keyrack, to try hands and eyes on.
fn browser() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").expect("a Linux system").flatten();
    let browsers = folders.map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"));
    browsers
        .into_iter()
        .find(|path| path.is_file())
        .expect("MiniBrowser, which comes with WebKitGTK")
}

const PAGE: &str = r#"
    <style> * { font-size: 16px } button { margin: 30px } .wide { height: 1500px } </style>
    <button onclick="say('clicked')">Connect <b>account</b></button>
    <button id=hold>Hold to revoke</button>
    <button aria-disabled=true>Rotate</button>
    <button hidden>Panic</button>
    <p inert><button>Lock</button></p>
    <label>Label <input onpaste="say('pasted ' + event.clipboardData.getData('text'))"></label>
    <input type=search aria-label="Filter keys">
    <label>Service <select><option>CodeDig<option>Axiomo<option>CodePushGo</select></label>
    <div role=treegrid aria-label=Keys>
      <div role=row><span role=gridcell>deploy-bot</span> <span role=gridcell>CodePushGo</span></div>
    </div>
    <p role=status></p>
    <div class=wide></div>
    <button onclick="say('far away')">Below the fold</button>
    <script>
      const say = (words) => { document.querySelector('[role=status]').textContent = words };
      let down;
      hold.onpointerdown = () => { down = performance.now() };
      hold.onpointerup = () => say(performance.now() - down > 700 ? 'revoked' : 'let go');
      document.onkeydown = (event) => { if (event.ctrlKey && event.key === '1') say('one') };
    </script>"#;

async fn open(desktop: &Desktop) -> App<'_> {
    let app = App::launch_program(desktop, &browser(), &["--automation"]).await;
    let mut encoded = String::from("data:text/html;charset=utf-8,");
    PAGE.bytes()
        .for_each(|byte| write!(encoded, "%{byte:02x}").expect("a string takes all"));
    app.session.goto(encoded).await.expect("the page");
    app.listen().await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn finds_controls_as_a_screen_reader_does() {
    let desktop = Desktop::start().await;
    let app = open(&desktop).await;

    assert_eq!(
        app.by_name("button", "Connect account").await.text().await,
        "Connect account"
    );
    assert!(
        app.by_name("button", "Connect account")
            .await
            .is_enabled()
            .await
    );
    assert!(!app.by_name("button", "Rotate").await.is_enabled().await);
    for unreachable in ["Panic", "Lock", "Connect"] {
        assert!(
            !app.shows("button", unreachable).await,
            "{unreachable} cannot be reached"
        );
    }
    assert!(app.shows("searchbox", "Filter keys").await);
    assert!(
        !app.shows("textbox", "Filter keys").await,
        "a search box is no text box"
    );
    assert_eq!(
        app.by_name("combobox", "Service").await.value().await,
        "CodeDig"
    );
    assert!(app.shows("grid", "Keys").await);
    assert_eq!(app.row("deploy-bot").await.name(), "deploy-bot CodePushGo");
    assert!(
        !app.shows_row("bot").await,
        "a row's name is matched from its start"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hands_reach_the_page_through_the_window_system() {
    let desktop = Desktop::start().await;
    let app = open(&desktop).await;

    app.by_name("button", "Connect account").await.click().await;
    assert_eq!(app.announced("CLICKED").await, "clicked");
    app.by_name("button", "Hold to revoke").await.click().await;
    app.announced("let go").await;
    app.by_name("button", "Hold to revoke")
        .await
        .hold(Duration::from_millis(900))
        .await;
    app.announced("revoked").await;
    app.keyboard("ctrl+1").await;
    app.announced("one").await;
    app.by_name("button", "Below the fold").await.click().await;
    app.announced("far away").await;

    app.by_name("combobox", "Service")
        .await
        .choose("CodePushGo")
        .await;
    let service = app.by_name("combobox", "Service").await;
    wait::until_true("the choice", async || service.value().await == "CodePushGo").await;

    app.by_name("textbox", "Label")
        .await
        .fill("a label: ~1'\"/")
        .await;
    clipboard::write(&desktop, "from elsewhere").await;
    app.keyboard("ctrl+v").await;
    app.announced("pasted from elsewhere").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_with_its_window_or_with_a_crash_and_starts_again() {
    let desktop = Desktop::start().await;
    for crash in [false, true] {
        let app = open(&desktop).await;
        let all = process::tree(app.pid());
        assert!(all.len() > 1, "WebKit has processes of its own");
        app.focused().await;
        if crash {
            app.crash().await
        } else {
            app.quit().await
        }
        wait::until_true("WebKit's processes to end", async || {
            !all.iter().any(|pid| process::is_alive(*pid))
        })
        .await;
    }
}
