// What the toolbar says, in English and Korean: by the browser's own language, for it is its owner who reads.
const isKorean = navigator.language.startsWith("ko");

export const language = isKorean ? "ko" : "en";

const say = (english: string, korean: string): string => (isKorean ? korean : english);

export const WORDS = {
  preview: say("Preview", "미리보기"),
  note: say(
    "Only you see this. Nothing is counted or sent.",
    "나에게만 보이며, 아무것도 집계되거나 전송되지 않습니다.",
  ),
  unfold: say("All of the toolbar", "도구 모음 전체"),
  move: say("Move to the other edge", "반대쪽 가장자리로 옮기기"),
  leave: say("Leave the preview", "미리보기 끝내기"),
  campaign: say("Campaign", "캠페인"),
  draft: say("draft", "초안"),
  variant: say("Variant", "버전"),
  own: say("As this visitor falls", "이 방문자의 배정대로"),
  control: say("Control: nothing is shown", "대조군: 표시 안 함"),
  step: say("Step", "단계"),
  language: say("Language", "언어"),
  pages: say("As the page", "페이지와 같게"),
  colours: say("Colours", "색상"),
  devices: say("As the device", "기기와 같게"),
  light: say("Light", "밝게"),
  dark: say("Dark", "어둡게"),
  limits: say("Ignore limits (how often, all together)", "횟수 제한 무시 (캠페인별, 전체)"),
  fire: say("Its moment now", "지금 트리거 실행"),
  show: say("Show it", "바로 표시"),
  hide: say("Close it", "닫기"),
  anew: say("Start over", "처음부터"),
  why: say("Why it shows, or does not", "표시되는 이유, 표시되지 않는 이유"),
  waiting: say("Waiting for its moment.", "트리거를 기다리는 중입니다."),
  shown: say("Shown", "표시됨"),
  nothing: say("Counted as control; nothing is shown.", "대조군으로 집계되며 아무것도 표시되지 않습니다."),
  outside: say("This visitor falls into no variant.", "이 방문자는 어느 버전에도 배정되지 않습니다."),
  failing: say("Would not show. First in the way:", "지금은 표시되지 않습니다. 먼저 걸리는 조건:"),
  failed: say("Not shown. First in the way:", "표시되지 않았습니다. 먼저 걸린 조건:"),
  empty: say("This variant has no step yet.", "이 버전에는 아직 단계가 없습니다."),
  passes: say("passes", "통과"),
  fails: say("fails", "실패"),
  seen: say("seen", "확인된 값"),
  needs: say("needs", "필요한 값"),
  ready: say("would show", "표시됨"),
  blocked: say("would not show", "표시되지 않음"),
  absent: say("unknown", "알 수 없음"),
};

export const CHECK_WORDS: Record<string, string> = {
  consent: say("Permission", "동의"),
  schedule: say("Dates", "기간"),
  page: say("Quiet pages", "표시하지 않는 페이지"),
  audience: say("For whom", "대상"),
  cart: say("Something in the cart", "장바구니 상품"),
  score: say("How sure the leaving was", "이탈 신호의 확실성"),
  frequency: say("How often", "표시 횟수"),
  fatigue: say("All messages together", "전체 메시지 제한"),
  search: say("First page from a search", "검색으로 처음 온 페이지"),
  trigger: say("Its moment", "트리거"),
  open: say("Nothing else open", "다른 메시지 없음"),
  arm: say("Its variant", "버전 배정"),
  live: say("Live", "게시 상태"),
};

export const TRIGGER_WORDS: Record<string, string> = {
  exit_intent: say("They turn to leave", "떠나려고 할 때"),
  cart_abandonment: say("They leave a full cart alone", "장바구니를 두고 떠나려 할 때"),
  scroll: say("They have scrolled far", "많이 스크롤했을 때"),
  time: say("They have looked for a while", "페이지에 머물렀을 때"),
  inactivity: say("They do nothing for a while", "한동안 움직임이 없을 때"),
  event: say("Something happens that you track", "이벤트가 일어날 때"),
  page_load: say("The page opens", "페이지가 열릴 때"),
  pages: say("They open another page of the visit", "여러 페이지를 볼 때"),
  site_time: say("They have been on the site for a while", "사이트에 머물렀을 때"),
  click: say("They press something", "무언가를 누를 때"),
  hover: say("They rest the pointer on something", "포인터를 올려 둘 때"),
  view: say("Something comes into view", "요소가 화면에 보일 때"),
  server_event: say("The shop's server tells of something", "쇼핑몰 서버가 알려 줄 때"),
};

const REFUSALS: Record<string, string> = {
  link_expired: say(
    "This preview link is too old (it lasts a day) or belongs to another site. Take a new one from the campaign's page.",
    "미리보기 링크가 만료되었거나(유효 기간 하루) 다른 사이트의 링크입니다. 캠페인 페이지에서 새 링크를 받으세요.",
  ),
  origin_refused: say(
    "The address of this page is not among the site's addresses. Add it in the settings of the site.",
    "이 페이지의 주소가 사이트 주소 목록에 없습니다. 사이트 설정에서 추가하세요.",
  ),
  rate_limited: say("Too many tries. Wait a moment and reload.", "요청이 너무 많습니다. 잠시 후 새로고침하세요."),
};

export const refusal = (reason: string): string =>
  REFUSALS[reason] ??
  say("The preview could not be loaded. Reload to try again.", "미리보기를 불러오지 못했습니다. 새로고침해 주세요.");

/** A language's own name: `한국어`. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
